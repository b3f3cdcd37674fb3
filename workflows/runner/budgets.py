"""The budgets of the clients whose runs a drain carries. What may be sent is decided by the rows when it is stored
(reserving); this says whether that has to be asked at all."""

from tenants.scope import tenant_tx
from workflows import budgets
from workflows.budgets import Budget
from workflows.runner.desk import Desk
from workflows.runner.per_client import PerClient


class Budgets(PerClient[Budget | None]):
    def __init__(self, desk: Desk) -> None:
        super().__init__(lambda client_id: desk.do(_of_client, client_id))


def _of_client(client_id: int) -> Budget | None:
    with tenant_tx(client_id):
        return budgets.of([client_id]).get(client_id)
