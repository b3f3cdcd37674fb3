"""Which of some processes are still at work."""

import psutil


def living(processes: list[psutil.Process], after: float = 20) -> list[psutil.Process]:
    """Those that still live after so many seconds; as soon as none does, the answer comes at once."""
    _, alive = psutil.wait_procs(processes, timeout=after)
    return [process for process in alive if runs(process)]


def runs(process: psutil.Process) -> bool:
    """Zombies don't, and one that goes while it is looked at doesn't either."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
