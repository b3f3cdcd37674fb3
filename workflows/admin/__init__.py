"""Workflows and runs in the admin."""

from workflows.admin import bulk, credentials, run, template, workflow

__all__ = ["bulk", "credentials", "run", "template", "workflow"]
