"""The shape of a definition, worked out once: what is above what, whose piece a gate judges, who answers for it.

"Above" is upstream. The piece flows through gates and reviews: each hands its subject's text on, so a piece
has one origin (the step that made it) and at every point below it the carriers that hold its latest text.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from workflows.engine.attempts import BRIEF
from workflows.engine.kinds import role

if TYPE_CHECKING:
    from workflows.engine.definition import Definition, Step

JUDGES = ("gate", "review")


class Graph:
    """Unknown needs are ignored here; `validate` names them."""

    def __init__(self, definition: "Definition"):
        self.fields = definition.fields
        self.steps: dict[str, Step] = {step.key: step for step in definition.steps}
        self.needs: dict[str, tuple[str, ...]] = {
            step.key: tuple(need for need in dict.fromkeys(step.needs) if need in self.steps or need == BRIEF)
            for step in definition.steps
        }

        self._origins: dict[str, str] = {}
        self.roles = {key: role(step.kind) for key, step in self.steps.items()}

    def role(self, key: str) -> str:
        return self.roles.get(key, "source")

    def judges(self, key: str) -> bool:
        return self.role(key) in JUDGES

    def name(self, key: str) -> str:
        return self.steps[key].title or key

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The keys, each after all that it needs; steps in a cycle, and below one, are left out."""
        return self._after(self.needs)

    @cached_property
    def flow(self) -> tuple[str, ...]:
        """The keys, each after all whose attempts it consumes: also after the steps that make its lists."""
        return self._after(self.consumes)

    @cached_property
    def sound(self) -> bool:
        """Whether no step consumes, by whatever way, what is made of its own attempts."""
        return len(self.flow) == len(self.steps)

    def _after(self, before: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        done: list[str] = []
        waiting = list(self.steps)
        while ready := [key for key in waiting if all(n in done or n == BRIEF for n in before[key])]:
            done += ready
            waiting = [key for key in waiting if key not in ready]
        return tuple(done)

    @cached_property
    def above(self) -> dict[str, frozenset[str]]:
        """Key -> the keys of all steps upstream of it (a step in a cycle is above itself)."""
        return {key: frozenset(self._reach(self.needs[key])) for key in self.steps}

    def _reach(self, keys: Iterable[str]) -> set[str]:
        seen: set[str] = set()
        todo = list(keys)
        while todo:
            key = todo.pop()
            if key in self.steps and key not in seen:
                seen.add(key)
                todo += self.needs[key]
        return seen

    @cached_property
    def below(self) -> dict[str, frozenset[str]]:
        return {key: frozenset(k for k in self.steps if key in self.above[k]) for key in self.steps}

    @cached_property
    def consumes(self) -> dict[str, tuple[str, ...]]:
        """Key -> whose attempts it consumes: its needs, and the steps that decide how many items there are."""
        found = {}
        for key, needs in self.needs.items():
            joined = [need for need in needs if self.fans_out(need) and not self.paired(key, need)]
            sources = [self.list_source(k) for k in (key, *joined)]
            found[key] = tuple(dict.fromkeys([*needs, *(s for s in sources if s in self.steps and s != key)]))
        return found

    @cached_property
    def consumers(self) -> dict[str, tuple[tuple[str, bool], ...]]:
        """Key -> (key of a step that consumes its attempts, whether item by item)."""
        return {
            key: tuple((k, self.paired(k, key)) for k, sources in self.consumes.items() if key in sources)
            for key in self.steps
        }

    @cached_property
    def makes_lists(self) -> frozenset[str]:
        """The steps whose output says how many items another step has."""
        return frozenset(self.list_source(key) for key in self.steps) - {""}

    @cached_property
    def _lists(self) -> dict[str, str]:
        """Key -> the path of its `for_each`, where it has one."""
        return {key: step.for_each.strip() for key, step in self.steps.items() if step.for_each.strip()}

    def fans_out(self, key: str) -> bool:
        return key in self._lists

    def paired(self, key: str, other: str) -> bool:
        """Both run once per item of the same list, so that item i of one meets item i of the other."""
        return key in self._lists and self._lists[key] == self._lists.get(other)

    def list_source(self, key: str) -> str:
        """The step whose output holds the list of `for_each`; "" for a list of the brief or no list."""
        parts = self._lists.get(key, "").split(".")
        return parts[1] if len(parts) > 1 and parts[0] == "steps" else ""

    def subject(self, key: str) -> str:
        """The step that a gate, a review or a delivery is about: its setting, or what it needs last."""
        chosen = self.steps[key].settings.get("subject")
        if isinstance(chosen, str) and chosen in self.above[key] - {key}:
            return chosen
        return next(iter(self._closest([n for n in self.needs[key] if n in self.steps])), "")

    def _closest(self, keys: list[str]) -> list[str]:
        """Those of the keys that no other of them lies below."""
        return [k for k in keys if not any(k in self.above[other] for other in keys if other != k)]

    def origin(self, key: str) -> str:
        """The step that made the piece which `key` judges or delivers; "" if there is none."""
        if key not in self._origins:
            self._origins[key] = self.origin_of(self.subject(key))
        return self._origins[key]

    def origin_of(self, key: str) -> str:
        """The step that made the piece which `key` makes or hands on."""
        seen = set()
        while key in self.steps and self.judges(key) and key not in seen:
            seen.add(key)
            key = self.subject(key)
        return key if key in self.steps and key not in seen else ""

    @cached_property
    def carriers(self) -> dict[str, tuple[str, ...]]:
        """Key of a judge or delivery -> the steps above it that hold the latest text of its piece.

        More than one when gates stand side by side. Taking the piece from here, and not from the step named
        as the subject, is what keeps a person's edit from getting lost."""
        return {key: self._carriers(key) for key in self.steps if self.role(key) in (*JUDGES, "delivery")}

    def _carriers(self, key: str) -> tuple[str, ...]:
        origin = self.origin(key)
        if not origin:
            return ()
        above = self.above[key] - {key}
        holding = [k for k in self.order if k in above and self.judges(k) and self.origin(k) == origin]
        return tuple(self._closest([origin, *holding]))

    def writer(self, key: str) -> str:
        """The step that answers the findings of a judge: its piece's origin, or the nearest writer above that."""
        origin = self.origin(key)
        todo, seen = [origin], set()
        while todo:
            at = todo.pop(0)
            if at not in self.steps or at in seen:
                continue
            if self.role(at) == "writer":
                return at
            seen.add(at)
            todo += self.needs[at]
        return ""

    def answers(self, key: str, asked: str) -> str:
        """The step that a rejection by `key` goes back to: the one asked for if it is above, else the writer."""
        return asked if asked in self.above[key] and not self.judges(asked) else self.writer(key)

    def person_below(self, key: str) -> bool:
        """Whether a person's review lies below."""
        return any(self.role(k) == "review" for k in self.below[key])
