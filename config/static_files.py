"""Static files on a slow line: texts travel packed; fonts, which only a new Unfold changes, are kept for a month."""

from collections.abc import Callable, MutableMapping

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = (".css", ".js", ".svg")
FONTS = (".woff2",)
MONTH = 30 * 24 * 3600

Handler = Callable[[HttpRequest], HttpResponseBase]


def packed(get_response: Handler) -> Handler:
    """Around WhiteNoise. Pages are not packed: their length would tell of secrets that stand beside what was typed."""
    gzip = GZipMiddleware(get_response)  # type: ignore[arg-type]

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(settings.STATIC_URL) or not request.path_info.endswith(TEXTS):
            return get_response(request)
        _compare_weakly(request)
        response = get_response(request)
        whole = request.method == "GET" and response.status_code == 200  # no part of a file, no “unchanged”
        return gzip.process_response(request, response) if whole else response  # type: ignore[arg-type]

    return answer


def _compare_weakly(request: HttpRequest) -> None:
    """What was packed has a weak tag, and WhiteNoise compares letter by letter."""
    if tag := request.META.get("HTTP_IF_NONE_MATCH"):
        request.META["HTTP_IF_NONE_MATCH"] = tag.removeprefix("W/")


def keep_fonts(headers: MutableMapping[str, str], path: str, url: str) -> None:
    if path.endswith(FONTS):
        headers["Cache-Control"] = f"max-age={MONTH}, public"
