from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from reviews.models import Logo
from tenants.ids import numbers
from tenants.scope import scope


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def logo(request: HttpRequest, client: int, digest: str) -> HttpResponse:
    """For whoever was given the address, guests too: it holds the picture's hash, so it can't be guessed, and a new
    logo has a new address."""
    with scope(numbers([str(client)])):
        found = Logo.objects.filter(digest=digest).first()
    if found is None:
        raise Http404
    answer = HttpResponse(bytes(found.content), content_type=found.media_type)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
