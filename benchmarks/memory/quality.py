"""How well what is recalled answers: nDCG@10 of each ranker over the judged set, for the embedder in use.

The judged set (judged/*.yaml) was written for this project: three fictional clients, 120 passages, 60 questions with
grades from 0 to 3; a third of the questions share few words with their answers. The weight of the vectors beside the
words is chosen on two clients and measured on the third, in turn, so that no figure is of what it was tuned on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import mean
from typing import Any

import yaml

from benchmarks.figures import Figure
from memory import configured, documents, indexing, ingest, recall, searching
from memory.models import Document, Passage
from tenants.models import Agency, Client
from tenants.scope import scope, tenant_tx

HERE = Path(__file__).parent / "judged"
WEIGHTS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5)
DEEP = 10
SHARE = 0.9  # of the best ranker's figure that the setting as shipped reaches
WORDS, VECTORS = -1.0, -2.0  # for a weight: one arm alone


@dataclass(frozen=True)
class Judged:
    """One question: what each arm found, as keys of passages, and the grades."""

    client: str
    ask: str
    found: searching.Candidates
    keys: Mapping[int, str]
    answers: Mapping[str, int]
    far: bool

    def ranked(self, weight: float) -> list[str]:
        if weight == WORDS:
            return [self.keys[each] for each in self.found.matching]
        if weight == VECTORS:
            return [self.keys[each] for each in self.found.near]
        return [self.keys[each] for each in searching.fused(self.found, weight)]


def measure(note: str) -> list[Figure]:
    embedder = configured.embedder()
    judged = asked(clients())
    words, vectors = score(judged, WORDS), score(judged, VECTORS)
    by_weight = {weight: score(judged, weight) for weight in WEIGHTS}
    shipped, best = score(judged, embedder.weight), max(words, vectors, *by_weight.values())
    about = f"vectors: {embedder.label}"
    far = [each for each in judged if each.far]
    figures = [
        Figure(
            "nDCG@10, words alone", words, "", note=f"{score(far, WORDS)} where the question shares few words"
        )
    ]
    figures += [
        Figure(
            "nDCG@10, vectors alone",
            vectors,
            "",
            note=f"{about}; {score(far, VECTORS)} where few words are shared",
        )
    ]
    figures += [
        Figure(f"nDCG@10, hybrid with weight {weight}", value, "", note=about)
        for weight, value in by_weight.items()
    ]
    figures.append(
        Figure("nDCG@10, hybrid, weight chosen on the other clients", crossed(judged), "", note=about)
    )
    figures.append(
        Figure(
            f"nDCG@10, hybrid as shipped (weight {embedder.weight})", shipped, "", max(words, vectors), True,
            f"its arms are the goal; {score(far, embedder.weight)} where few words are shared",
        )
    )  # fmt: skip
    figures.append(
        Figure("as shipped, of the best ranker", round(shipped / best, 3), "x", SHARE, True, about)
    )
    return figures


def clients() -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text()) for path in sorted(HERE.glob("*.yaml"))]


def asked(files: Sequence[Mapping[str, Any]]) -> list[Judged]:
    """Each file's passages become a client's documents, by the doors that everybody uses."""
    agency = Agency.found(name="Judged", slug="judged")
    return [
        each for number, file in enumerate(files) for each in _of_client(agency, f"judged-{number}", file)
    ]


def _of_client(agency: Agency, slug: str, file: Mapping[str, Any]) -> list[Judged]:
    with scope([], agency.pk):
        client = agency.create_client(name=file["client"], slug=slug)
    with tenant_tx(client.pk):
        for text in file["passages"].values():
            documents.add_text(client, text, "facts", "Note")  # a telling title would do the ranker's work
    _indexed(client)
    keys = _keys(client, file["passages"])
    return [_judged(client, keys, question) for question in file["questions"]]


def _indexed(client: Client) -> None:
    """One bell is for a while only, and a slow computer needs several. Trouble with the embedder would be no figure."""
    waiting = True
    while waiting:
        ingest.index_pending(client.pk)
        with tenant_tx(client.pk):
            if told := Document.objects.exclude(problem="").values_list("problem", flat=True).first():
                raise RuntimeError(told)
            waiting = indexing.pending(client.pk).exists()


def _keys(client: Client, passages: Mapping[str, str]) -> dict[int, str]:
    by_text = {text: key for key, text in passages.items()}
    with tenant_tx(client.pk):
        return {pk: by_text[text] for pk, text in Passage.objects.values_list("pk", "text")}


def _judged(client: Client, keys: Mapping[int, str], question: Mapping[str, Any]) -> Judged:
    query = recall.ask(question["ask"], recall.embedder_of(client.pk))
    with tenant_tx(client.pk):
        looked = searching.Query(query.text, "english", ("facts",), query.vector, query.model)
        found = searching.search(client.pk, looked)
    return Judged(client.slug, question["ask"], found, keys, question["answers"], bool(question.get("far")))


def score(judged: Sequence[Judged], weight: float) -> float:
    """Mean nDCG@10."""
    return round(mean(ndcg(each.ranked(weight), each.answers) for each in judged), 4)


def crossed(judged: Sequence[Judged]) -> float:
    """The mean over clients, each by the weight that is best for the others."""
    names = sorted({each.client for each in judged})
    scores = []
    for name in names:
        others, own = ([each for each in judged if (each.client == name) is ours] for ours in (False, True))
        best = max(WEIGHTS, key=lambda weight, others=others: score(others, weight))  # type: ignore[misc]
        scores.append(score(own, best))
    return round(mean(scores), 4)


def ndcg(ranked: Sequence[str], answers: Mapping[str, int]) -> float:
    """1 is the best order that there is, 0 nothing of worth among the first ten."""
    gained = _gain([answers.get(key, 0) for key in ranked[:DEEP]])
    return gained / _gain(sorted(answers.values(), reverse=True)[:DEEP])


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))
