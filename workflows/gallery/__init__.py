"""Ready workflows to start from. Each is one file in content/, in the form of workflows.exchange, with a `gallery`
section: what it is for, and fictional sample briefs."""
