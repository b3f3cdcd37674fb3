"""Typed readers of the environment. A value that can't be read is an error that names its variable."""

import environ

env = environ.Env()
