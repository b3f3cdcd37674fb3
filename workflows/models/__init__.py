from workflows.models.advice import Dismissal
from workflows.models.batch import Batch, Order
from workflows.models.bell import Bell
from workflows.models.bulk import Bulk
from workflows.models.catalogue import AgencyModel, AgencyPrice, ModelChange, Route
from workflows.models.circuit import Circuit
from workflows.models.credential import Credential
from workflows.models.delivery import Delivery
from workflows.models.drain import Drain
from workflows.models.editing import Editing
from workflows.models.event import Event
from workflows.models.file import File
from workflows.models.golden import Golden
from workflows.models.handoff import HandoffExample, HandoffLink
from workflows.models.lease import Lease
from workflows.models.parts import Field, Step
from workflows.models.publication import Publication
from workflows.models.run import Attempt, Call, Run
from workflows.models.schedule import Alarm, Fire, Schedule
from workflows.models.template import Base, Following, Template, TemplateVersion
from workflows.models.ticket import Ticket
from workflows.models.undo import Undo
from workflows.models.version import Version
from workflows.models.workflow import Workflow

__all__ = [
    "AgencyModel",
    "AgencyPrice",
    "Alarm",
    "Attempt",
    "Base",
    "Batch",
    "Bell",
    "Bulk",
    "Call",
    "Circuit",
    "Credential",
    "Delivery",
    "Dismissal",
    "Drain",
    "Editing",
    "Event",
    "Field",
    "File",
    "Fire",
    "Following",
    "Golden",
    "HandoffExample",
    "HandoffLink",
    "Lease",
    "ModelChange",
    "Order",
    "Publication",
    "Route",
    "Run",
    "Schedule",
    "Step",
    "Template",
    "TemplateVersion",
    "Ticket",
    "Undo",
    "Version",
    "Workflow",
]
