"""Typed readers of the environment. A value that can't be read is an error that names its variable."""

import os

import environ

env = environ.Env()


def cores() -> int:
    """The processor's cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
