"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

NOTICE = "No model is connected: texts are put together by the offline stand-in from the brief. It is not AI."


def models_in_use(request: HttpRequest) -> dict[str, str]:
    return {"offline_notice": offline_notice()}


def offline_notice() -> str:
    """A sentence to show while the stand-in answers, else ""."""
    keys = ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY")
    connected = any(settings.MODEL_ENVIRONMENT[key] for key in keys)
    return "" if connected else NOTICE
