"""Who says yes: reviews, decisions, comments and the client portal."""
