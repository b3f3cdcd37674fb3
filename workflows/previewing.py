"""What a step would recall for a brief: the very search that a run makes, for settings that aren't saved yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from memory import recall
from memory.recalled import Block, Found, Recalled, Why
from memory.selection import tokens
from workflows.engine import reach
from workflows.engine.definition import Definition, Step
from workflows.engine.kinds import commission
from workflows.engine.kinds.writing import Settings
from workflows.engine.templates import render
from workflows.engine.tools import Wanted
from workflows.models import Run
from workflows.toolbox import as_memory_says


@dataclass(frozen=True)
class Line:
    """One passage of the block, with its share of the room."""

    passage: Recalled
    percent: int  # of the room for memory
    score: int  # of 100; 0 for what always goes with it
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    query: str
    pinned: tuple[Line, ...]
    recalled: tuple[Line, ...]
    percent: int  # of the room that is used
    tokens: int
    budget: int
    note: str
    left_out: tuple[str, ...] = ()  # what goes with it or fits, and has no room: the first few titles


def preview(client_id: int, wanted: Wanted, typing: bool = False) -> Preview:
    """May ask the embeddings server, as a run does: no transaction is to be open. While somebody is `typing` no server
    is asked."""
    ask = recall.ask_if_free if typing else recall.ask
    asked = ask(wanted.query, recall.embedder_of(client_id))
    found = recall.search(client_id, asked, as_memory_says(wanted), limit=wanted.passages * recall.WIDER)
    block = recall.block_of(client_id, found, wanted.tokens, wanted.passages)
    return Preview(
        wanted.query,
        tuple(_line(each, block, found) for each in block.pinned),
        tuple(_line(each, block, found) for each in block.recalled),
        _percent(block.tokens, block.budget),
        block.tokens,
        block.budget,
        block.note,
        tuple(dict.fromkeys(left.title for left in block.left_out)),
    )


def of_words(settings: Mapping[str, Any], words: str) -> Wanted:
    return commission.wanted(Settings.model_validate(settings), words)


def of_brief(
    step: Step, definition: Definition, brief: Mapping[str, Any], client: str, now: datetime, before: str = ""
) -> Wanted:
    """By the step's prompt for this brief, with some words before it. Earlier steps haven't run, so their texts are
    empty. Raises TemplateProblem where the prompt can't be put together."""
    earlier = {above: reach.unmade(definition.step(above)) for above in definition.graph.above[step.key]}
    known = reach.answered(definition, brief)
    values = reach.named(known, earlier, client, now, "", bool(step.for_each))
    prompt = render(str(step.settings["prompt"]), values)
    return of_words(step.settings, "\n\n".join(filter(None, [before, prompt])))


def latest(workflow_id: int, count: int = 10) -> list[Run]:
    """Runs whose briefs can be tried."""
    return list(Run.objects.filter(version__workflow=workflow_id).order_by("-created_at")[:count])


def _line(passage: Recalled, block: Block, found: Found) -> Line:
    why = found.why.get(passage.id)
    reasons = tuple(_reasons(why)) if why and not passage.pinned else ()
    score = 0 if passage.pinned else round(100 * passage.score)
    return Line(passage, _percent(tokens(passage.text), block.budget), score, reasons)


def _reasons(why: Why) -> Iterator[str]:
    if why.words:
        yield f"words: {', '.join(why.words[:8])}{' …' if len(why.words) > 8 else ''}"
    if why.nearness is not None:
        yield f"nearness {why.nearness:.2f}"
    if why.freshness < 1:
        yield f"{why.days:.0f} days old: counts {why.freshness:.0%}".replace("%", " %")


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
