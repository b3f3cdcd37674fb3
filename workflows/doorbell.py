"""Ringing for a worker. Rows are the truth: a bell that rings twice, or not at all, breaks nothing; the sweep rings for
work without one.

A drain that is at work hears NOTIFY as soon as the work is committed. For when there is none, a task goes into the
queue: one, however many ring, until somebody has heard it.
"""

from django.db import connection, transaction
from django_q.tasks import async_task

from workflows.models import Bell

CHANNEL = "baton_due"


def ring() -> None:
    """In the caller's transaction; heard when that is committed, and holding no lock until then."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
    if not any(entry[1] is _put for entry in connection.run_on_commit):
        transaction.on_commit(_put, robust=True)


def heard() -> None:
    """Called by whoever is about to look for work: before the first look, and again before leaving, with another look
    after it. Whoever rings from now on rings anew, and whatever was rung for until now is there to be seen."""
    Bell.objects.heard()


@transaction.atomic
def _put() -> None:
    if Bell.objects.is_due():
        async_task("workflows.tasks.drive", task_name="drive")
