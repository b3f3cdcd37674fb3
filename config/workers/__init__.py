"""The workers: django-q2's cluster, and what keeps it alive.

Outside, without Django: `keeper` starts a `cluster` in a process group of its own, asks its `watchdog` whether it still
moves, replaces it when it doesn't, and ends it in bounded time. `drains` and `waiting` are what it asks the database.

Inside, in every process of the cluster: `leash` ends the process when the keeper is gone, and reports what it does;
`pulse` knows what that is; `brokers` bring work from the queue, and orders from the keeper.
"""
