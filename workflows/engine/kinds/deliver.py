"""Sends an approved piece to a connection, or lays it on Baton's own shelf, from which a CMS pulls it."""

import re
import unicodedata

from pydantic import Field as Setting

from workflows.engine import trouble
from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs
from workflows.engine.kinds.judging import no_piece, subject_problems
from workflows.engine.outcomes import Failed, Outcome, Passed
from workflows.engine.pieces import Piece
from workflows.engine.problems import Problem, template_problems
from workflows.engine.settings import StepSettings
from workflows.engine.templates import render
from workflows.engine.tools import Parcel, Receipt, Tools, Trouble

LONGEST_SLUG = 80  # characters
LONGEST_TITLE = 200  # characters


class Settings(StepSettings):
    subject: str = Setting(
        "",
        title="What to deliver",
        description="The step whose text it is; left empty: the one that it comes after.",
    )
    connection: str = Setting(
        "", title="Where to", description="A connection; left empty: Baton's own shelf."
    )
    title: str = Setting("", title="Title", description="Left empty: the first heading of the text.")
    slug: str = Setting("", title="Short name for addresses", description="Left empty: made from the title.")


async def perform(step: Step, settings: Settings, inputs: Inputs, tools: Tools) -> Outcome:
    piece = inputs.piece
    name = f"Step “{step.title or step.key}”"
    if piece is None or piece.torn:
        return no_piece(step, inputs)
    if inputs.flagged_by:  # the planner doesn't start this; a second lock on the same door
        gates = " and ".join(inputs.flagged_by)
        return Failed(
            f"{name}: {gates} flagged the piece, and no person approved exactly this text.", owner="agency"
        )
    if not piece.text.strip():
        return Failed(f"{name}: the piece is empty, so there is nothing to deliver.", owner="agency")
    if inputs.run.is_trial:
        return Passed({"text": piece.text, "data": {}}, note="Not sent: this is a trial.")
    receipt = await tools.deliver(_parcel(step, settings, inputs, piece, tools))
    if isinstance(receipt, Trouble):
        return trouble.failed(step, receipt, tools.now(), inputs.failures)
    data = {"reference": receipt.reference, "url": receipt.url}
    return Passed({"text": piece.text, "data": data}, note=_told(settings, receipt))


def _told(settings: Settings, receipt: Receipt) -> str:
    """Where it went, in words; a number is of use only to the other system."""
    if not settings.connection:
        return "Delivered to Baton’s own shelf, where a CMS pulls it."
    there = receipt.url or (f"its number there is {receipt.reference}" if receipt.reference else "")
    return f"Delivered to “{settings.connection}”{': ' if there else ''}{there}."


def _parcel(step: Step, settings: Settings, inputs: Inputs, piece: Piece, tools: Tools) -> Parcel:
    values = inputs.values(tools.now())
    title = (
        render(settings.title, values).strip() or first_heading(piece.text) or inputs.run.workflow or step.key
    )
    slug = slugified(render(settings.slug, values)) or slugified(title) or "piece"
    return Parcel(step.key, inputs.index, settings.connection, title[:LONGEST_TITLE], piece.text, slug)


def first_heading(text: str) -> str:
    found = re.search(r"^#{1,6}\s+(.+?)\s*#*\s*$", text, re.MULTILINE)
    return re.sub(r"[*_`]", "", found.group(1)) if found else ""


def slugified(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")


def explain(step: Step, definition: Definition) -> str:
    where = (
        f"to the connection “{step.settings['connection']}”"
        if step.settings.get("connection")
        else "on the shelf"
    )
    verb = "Sends" if step.settings.get("connection") else "Lays"
    return f"{verb} the piece {where}, exactly once, as it was approved."


def check(step: Step, definition: Definition) -> list[Problem]:
    graph = definition.graph
    found = [*subject_problems(step, definition), *template_problems(step, definition, "title", "slug")]
    if graph.subject(step.key) and not any(graph.judges(key) for key in graph.above[step.key]):
        sentence = "Nothing checks the piece before it is delivered. Put a gate or a review above."
        found.append(Problem(f"steps.{step.key}", sentence, level="warning"))
    return found
