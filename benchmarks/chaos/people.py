"""The clients in the storm with their work, and the reviewers, who press each button twice."""

from dataclasses import dataclass
from random import Random

from benchmarks.submitting import Crowd, crowd, publish
from benchmarks.workloads import BRIEF, newsletter, w200
from reviews import deciding
from reviews.models import Decision, Review
from tenants.models import User
from tenants.scope import tenant_tx
from workflows import intake
from workflows.models import Run, Workflow

CLIENTS = 4
SHARES = (5, 4, 1)  # of letters, of plain rows of steps, and of letters that a person sees


@dataclass(frozen=True)
class People:
    clients: tuple[int, ...]
    work: dict[int, tuple[Workflow, ...]]  # client → what it runs
    reviewers: tuple[User, User]

    def submit(self, random: Random) -> None:
        client = random.choice(self.clients)
        workflow = random.choices(self.work[client], SHARES)[0]
        with tenant_tx(client):
            intake.start(
                workflow, BRIEF | {"topic": f"The quiet season CANARY-{client}X"}, origin=Run.Origin.API
            )

    def decide(self) -> int:
        """Whatever waits is approved, once more by the same person, and once by another, who is too late."""
        return sum(self._decide(client) for client in self.clients)

    def _decide(self, client: int) -> int:
        with tenant_tx(client):
            waiting = list(Review.objects.open())
        for review in waiting:
            for reviewer in (self.reviewers[0], *self.reviewers):
                with tenant_tx(client):
                    wanted = deciding.Wanted(Decision.Kind.APPROVE, reviewer, review.digest, text=review.text)
                    deciding.decide(review.pk, review.run_id, wanted)
        return len(waiting)


def gathered() -> People:
    made: Crowd = crowd(newsletter(), CLIENTS, slug="storm")
    shown, rows = newsletter("always"), w200()
    work = {
        workflow.client_id: (
            workflow,
            publish(workflow.client_id, rows, "row"),
            publish(workflow.client_id, shown, "shown"),
        )
        for workflow in made.workflows
    }
    first, second = (
        User.objects.create_user(f"storm-{name}@example.com", name=name) for name in ("first", "second")
    )
    return People(made.clients, work, (first, second))
