"""What a worker says to its keeper, once a second and whenever it changes: five bytes, written whole into a pipe."""

import struct
from typing import NamedTuple

IDLE, DRIVE, OTHER, TICK = b"i", b"d", b"o", b"t"  # waits; carries runs; does another task; took a tick
SHAPE = struct.Struct("=Ic")


class Report(NamedTuple):
    pid: int
    state: bytes


def packed(pid: int, state: bytes) -> bytes:
    return SHAPE.pack(pid, state)


def unpacked(data: bytes) -> list[Report]:
    return [Report(*fields) for fields in SHAPE.iter_unpack(data)]
