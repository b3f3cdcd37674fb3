"""Carries runs: a django-q2 worker drains many at once in one asyncio loop, by leases, and waits for models without
holding a transaction or a worker. What happens next is the engine's to say.

`draining` claims and lets go · `carrier` plays one run, `turn` by turn · `loading` reads it · `storing` writes what
happened, many runs a commit, through the one `writer` · `presence` is the drain as others see it · `listening` hears
the database's bells.
"""

from workflows.runner.draining import drain, drive

__all__ = ["drain", "drive"]
