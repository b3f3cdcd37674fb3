"""What the commands in bin/ do; each is run as `python -m config.verbs.NAME`."""
