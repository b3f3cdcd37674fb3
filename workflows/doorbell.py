"""Ringing for a worker. Rows are the truth: a bell that rings twice, or not at all, breaks nothing."""

from django.db import connection
from django_q.tasks import async_task


def ring() -> None:
    """In the caller's transaction: the bell is heard when the work is committed."""
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY baton_due")
    async_task("workflows.tasks.drive", task_name="drive")


def heard() -> None:
    """A worker has come."""
