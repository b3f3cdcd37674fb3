"""Django's PostgreSQL backend plus one thing: each transaction carries the tenant scope."""
