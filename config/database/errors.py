class DatabaseError(Exception):
    """The embedded Postgres can't do what was asked; the message says what to do, in one sentence."""
