"""Two programs with a key each: ours, and the rival's."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client as Browser

from tenants.models import ApiKey
from tenants.scope import tenant_tx
from tests.cast import Cast, House
from tests.workflows import leaflet
from workflows.models import Workflow


@dataclass(frozen=True)
class Program:
    """Calls the API over HTTP, as a CMS does."""

    client: int
    key: str
    workflow: Workflow

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.key}"} | {
            name.replace("_", "-"): text for name, text in headers.items()
        }
        data = body if isinstance(body, str | bytes) else "" if body is None else json.dumps(body)
        path = path if path.startswith("/") or "://" in path else f"/api/v1/{path}"
        return Browser().generic(method, path, data, content_type="application/json", headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        return self("GET", path, **headers)

    def start(self, inputs: Any, **headers: str) -> Any:
        return self("POST", "workflows/newsletter/runs", {"inputs": inputs}, **headers)


def program(house: House) -> Program:
    with tenant_tx(house.client.pk):
        _, key = ApiKey.issue(house.client.pk, "Website")
        return Program(house.client.pk, key, leaflet.published(house.client))


@pytest.fixture
def ours(cast: Cast) -> Program:
    return program(cast.ours)


@pytest.fixture
def rival(cast: Cast) -> Program:
    return program(cast.rival)
