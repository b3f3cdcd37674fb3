"""Who is there: many small clients and a few large ones, in the proportions of the full size."""

from dataclasses import dataclass

FULL = 500_000
SHARES = (
    (200_000, 1),
    (50_000, 1),
    (20_000, 1),
    (10_000, 2),
    (5_000, 10),
    (500, 260),
    (50, 1_000),
)  # passages, clients


@dataclass(frozen=True)
class Crowd:
    sizes: tuple[int, ...]  # passages of each client, the largest first

    @classmethod
    def of(cls, passages: int) -> "Crowd":
        """As many clients of each size as fit: a small crowd has no large ones, and never fewer than one of a size
        that it has."""
        sizes: list[int] = []
        for size, clients in SHARES:
            wanted = max(1, round(clients * passages / FULL))
            sizes += [size] * wanted if size <= passages / 2 else []
        return cls(tuple(sizes))

    @property
    def passages(self) -> int:
        return sum(self.sizes)

    @property
    def measured(self) -> dict[int, int]:
        """Size -> the place of a client of that size."""
        return {size: self.sizes.index(size) for size in sorted(set(self.sizes))}
