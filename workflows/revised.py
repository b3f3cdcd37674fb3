"""What became of the findings that a revision had to answer, for whoever shows a run or a review."""

from collections.abc import Sequence

from workflows import records
from workflows.engine.attempts import Series
from workflows.engine.history import History
from workflows.engine.revisions import Checked, checked
from workflows.models import Run


def of_run(run: Run) -> dict[tuple[Series, int], tuple[Checked, ...]]:
    """(series, number) -> its findings, for every attempt of the run that answered any."""
    history = History(run.definition, records.history(run))
    answering = [a for a in history.attempts if a.key in a.consumed and a.state == "passed"]
    found = {(a.series, a.number): checked(history, a.series, a.number) for a in answering}
    return {at: answers for at, answers in found.items() if answers}


def of_drafts(run: Run, drafts: Sequence[tuple[str, int]], item: int | None) -> list[Checked]:
    """What the drafts of one piece (step key, attempt number) answered."""
    found = of_run(run)
    return [one for key, number in drafts for i in {item, None} for one in found.get(((key, i), number), ())]


def summed(answers: Sequence[Checked]) -> str:
    """“2 of 3 findings addressed, 1 made worse.”"""
    done, worse = (sum(one.became == became for one in answers) for became in ("addressed", "worse"))
    many = "finding" if len(answers) == 1 else "findings"
    return f"{done} of {len(answers)} {many} addressed{f', {worse} made worse' if worse else ''}."
