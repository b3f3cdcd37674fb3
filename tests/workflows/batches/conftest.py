"""Anthropic's key of the deployment, at the stand-in server."""

import pytest

from tests.stand_in import StandIn


@pytest.fixture(autouse=True)
def _key(stand_in: StandIn, settings: object) -> None:
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": stand_in.url}  # type: ignore[attr-defined]
