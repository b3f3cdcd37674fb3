"""Every misconfiguration that we know of: an id, what is wrong, and what to do about it.

`manage check` runs those that read the settings, `manage check --database default` those that ask the database
too. The web server and the workers run both before they start, and don't start over an error.
"""

from config.checks import database, secrets, settings, traces, urls

__all__ = ["database", "secrets", "settings", "traces", "urls"]
