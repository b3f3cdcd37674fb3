"""How the workflows of one's clients work: the way to their handoff pages for everybody who is in, readers too."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from reviews.page import PortalRequest, portal, show
from workflows.models import Version, Workflow


@require_safe
@portal
def workings(request: PortalRequest) -> HttpResponse:
    found = Workflow.objects.filter(versions__state=Version.State.PUBLISHED).select_related("client", "owner")
    shown = [one for one in found.order_by("name", "pk") if request.access.sees_handoff(one.client)]
    return show(request, "workings", {"place": "workings", "workflows": shown})
