"""A brief of the demo, run in memory with what its client gave."""

from config.demo.material import Brief, ClientMaterial, Paper
from memory.phrases import forbidden
from memory.splitting import split
from workflows.engine.definition import Definition
from workflows.engine.inputs import RunFacts
from workflows.engine.tools import Context, Passage
from workflows.gallery import rehearsing
from workflows.gallery.rehearsing import Rehearsal
from workflows.intake import check


def rehearse(client: ClientMaterial, definition: Definition, brief: Brief) -> Rehearsal:
    never = [p for paper in client.papers if paper.kind == "constraints" for p in forbidden(paper.text)]
    facts = RunFacts(brief.slug, client.name, brief.workflow, client.language, forbidden=tuple(never))
    values = check(definition.fields, brief.inputs).values
    return rehearsing.rehearse(definition, values, facts, _context(client.papers))


def _context(papers: list[Paper]) -> Context:
    """Everything of the client's: voice and constraints whole, the rest in passages, as memory gives them."""
    whole = [paper for paper in papers if paper.kind in ("voice", "constraints")]
    pieces = [(paper, piece.text) for paper in papers if paper not in whole for piece in split(paper.text)]
    return Context(
        tuple(_passage(n, paper, paper.text, pinned=True) for n, paper in enumerate(whole)),
        tuple(_passage(n, paper, text) for n, (paper, text) in enumerate(pieces, len(whole))),
    )


def _passage(number: int, paper: Paper, text: str, pinned: bool = False) -> Passage:
    return Passage(number, number, paper.title, paper.kind, text, 1.0, pinned)
