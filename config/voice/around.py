"""What the pages of a brand voice share: whose voice it is, who may change it, and the pieces to try it on."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from config.visitor import access_of
from memory.models import Document, Kind
from workflows.models import Run

ABILITY = "edit memory"
OFFERED = 8  # past pieces
CHOSEN = 2  # of them, to begin with


def voice_of(request: HttpRequest, pk: int) -> Document:
    """The document, if this person may see it and it is a voice. Raises Http404."""
    found = Document.objects.filter(pk=pk, kind=Kind.VOICE, client_id__in=access_of(request).clients)
    document = found.select_related("client").first()
    if document is None:
        raise Http404
    return document


def may_edit(request: HttpRequest, client_id: int) -> bool:
    return access_of(request).may(ABILITY, client_id)


def past_runs(client_id: int) -> QuerySet[Run]:
    """Those that came to their end, newest first: their briefs are there to be tried again."""
    done = Run.objects.filter(client_id=client_id, state=Run.State.DONE, version__steps__kind="generate")
    return done.select_related("version__workflow").order_by("-created_at").distinct()
