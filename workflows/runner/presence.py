"""The drain as others see it: a row with a heartbeat, by which it is also asked to leave."""

import os
import socket
import uuid
from datetime import timedelta

import psutil
from django.conf import settings
from django.db.models.functions import Now

from workflows.models import Drain

GONE = timedelta(minutes=2)  # without a heartbeat
BEAT = 2.0  # seconds from one to the next


def new_owner() -> str:
    """A name that no other drain has, of any host and any time."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def enough_here() -> bool:
    """As many drains as one bin/worker may have are at work: another would only take a worker from other tasks."""
    here = Drain.objects.claiming().filter(host=socket.gethostname(), cluster=cluster())
    return sum(_runs(pid) for pid in here.values_list("pid", flat=True)) >= settings.DRAINS


def _runs(pid: int) -> bool:
    """The row of one that was killed stands for a while."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def cluster() -> str:
    return os.environ.get("BATON_CLUSTER", "")


def arrive(owner: str) -> None:
    Drain.objects.filter(beat_at__lt=Now() - GONE).delete()
    Drain.objects.create(owner=owner, cluster=cluster(), host=socket.gethostname(), pid=os.getpid())


def beat(owner: str, *, in_hand: int, claimed: int, steps: int, leaving: bool) -> bool:
    """Returns whether somebody asked it to leave."""
    facts = {"in_hand": in_hand, "claimed": claimed, "steps": steps, "leaving": leaving}
    Drain.objects.filter(pk=owner).update(beat_at=Now(), memory_mb=memory_mb(), **facts)
    return bool(Drain.objects.filter(pk=owner, stop=True).exists())


def depart(owner: str) -> None:
    Drain.objects.filter(pk=owner).delete()


def memory_mb() -> int:
    return int(psutil.Process().memory_info().rss // 2**20)
