"""Being away: for some days another member decides in one's place, and gets the letters."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from reviews.circle import MAY
from reviews.models import Absence
from reviews.page import PortalRequest, portal, show
from tenants.members import able
from tenants.models import User

LONGEST = 366  # days


class AwayForm(forms.Form):
    stand_in = forms.ModelChoiceField(
        User.objects.none(), error_messages={"required": "Choose who decides in your place."}
    )
    first_day = forms.DateField(error_messages={"required": "Choose your first day away."})
    last_day = forms.DateField(error_messages={"required": "Choose your last day away."})

    def __init__(self, people: QuerySet[User], data: Any = None) -> None:
        super().__init__(data)
        self.fields["stand_in"].queryset = people  # type: ignore[attr-defined]

    def clean_last_day(self) -> date:
        last: date = self.cleaned_data["last_day"]
        first = self.cleaned_data.get("first_day")
        if first and last < first:
            raise forms.ValidationError("The last day is before the first one.")
        if last < localdate():
            raise forms.ValidationError("This day is over already: choose a later one.")
        if first and (last - first).days > LONGEST:
            raise forms.ValidationError("That is longer than a year. Choose an earlier last day.")
        return last


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def away(request: PortalRequest) -> HttpResponse:
    clients = _clients_of(request)
    if not clients:
        raise PermissionDenied("You aren’t asked to decide on pieces, so you need nobody in your place.")
    form = AwayForm(_people(clients), request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _kept(request, form, clients)
    rows = Absence.objects.not_over(localdate()).select_related("user", "stand_in", "client")
    facts = {
        "place": "",
        "form": form,
        "mine": rows.filter(user=request.user),
        "for_others": rows.filter(stand_in=request.user),
        "today": localdate(),
    }
    return show(request, "away", facts, status=422 if form.is_bound else 200)


@require_POST
@portal
def back(request: PortalRequest, pk: int) -> HttpResponse:
    """Here again, or not going after all."""
    get_object_or_404(Absence, pk=pk, user=request.user).delete()
    messages.success(request, "Removed. Pieces come to you again.")
    return redirect("portal:away")


def _kept(request: PortalRequest, form: AwayForm, clients: dict[int, set[int]]) -> HttpResponse:
    """A row for each client for which both may decide."""
    asked = form.cleaned_data
    days = {"first_day": asked["first_day"], "last_day": asked["last_day"]}
    who = {"user": request.user, "stand_in": asked["stand_in"]}
    shared = [client for client, people in clients.items() if asked["stand_in"].pk in people]
    Absence.objects.bulk_create(Absence(client_id=client, **who, **days) for client in shared)
    messages.success(request, f"{asked['stand_in']} decides in your place on those days.")
    return redirect("portal:away")


def _clients_of(request: PortalRequest) -> dict[int, set[int]]:
    """Client -> the others who may decide for it, of the clients for which this person may."""
    mine = [client for client in request.access.clients if request.access.may(MAY, client)]
    found = able(MAY, mine)
    return {client: set(people) - {request.user.pk} for client, people in found.items()}


def _people(clients: dict[int, set[int]]) -> QuerySet[User]:
    everybody = {pk for people in clients.values() for pk in people}
    return User.objects.filter(pk__in=everybody).order_by("name", "email")
