from workflows.models.bulk import Bulk
from workflows.models.delivery import Delivery
from workflows.models.drain import Drain
from workflows.models.event import Event
from workflows.models.lease import Lease
from workflows.models.run import Attempt, Call, Run
from workflows.models.workflow import Field, Step, Version, Workflow

__all__ = [
    "Attempt",
    "Bulk",
    "Call",
    "Delivery",
    "Drain",
    "Event",
    "Field",
    "Lease",
    "Run",
    "Step",
    "Version",
    "Workflow",
]
