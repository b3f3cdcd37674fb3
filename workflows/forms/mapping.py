"""“Map it first” as a form: how the process goes today, in the words of whoever does it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from unfold import widgets

from tenants.access import STAFF
from tenants.models import Client, Member, User
from workflows.engine.mapping import MOST, Process
from workflows.models import Workflow

LONGEST_LINE = 300  # characters
TEXT = widgets.UnfoldAdminTextareaWidget


class LinesField(forms.CharField):
    """One thing a line."""

    def __init__(self, most: int, **kwargs: object) -> None:
        super().__init__(widget=TEXT(attrs={"rows": 4}), max_length=20_000, **kwargs)  # type: ignore[arg-type]
        self.most = most

    def clean(self, value: object) -> list[str]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip(" -•*:\t")]
        if self.required and not lines:
            raise forms.ValidationError("Say at least one.")
        if len(lines) > self.most:
            raise forms.ValidationError(f"{len(lines)} lines, and {self.most} are the most.")
        if long := next((line for line in lines if len(line) > LONGEST_LINE), ""):
            raise forms.ValidationError(f"“{long[:40]}…” is longer than {LONGEST_LINE} characters.")
        return lines


class MapForm(forms.Form):
    client = forms.ModelChoiceField(
        Client.objects.none(),
        empty_label="Choose …",
        widget=widgets.UnfoldAdminSelectWidget,
        label="For",
        error_messages={"required": "Choose whose workflow it is to be."},
    )
    name = forms.CharField(
        max_length=120, label="What it is called", widget=widgets.UnfoldAdminTextInputWidget
    )
    purpose = forms.CharField(
        max_length=2000,
        label="What is it for?",
        help_text="What it makes, for whom, and why.",
        widget=TEXT(attrs={"rows": 2}),
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        empty_label="Nobody yet",
        label="Who owns it?",
        help_text="Gets an e-mail when a run fails. Shown on the handoff page.",
        widget=widgets.UnfoldAdminSelectWidget,
        error_messages={"invalid_choice": "Choose somebody of the list."},
    )
    cadence = forms.CharField(
        max_length=80,
        required=False,
        label="How often?",
        help_text="For example “first Monday”. A new schedule begins with it.",
        widget=widgets.UnfoldAdminTextInputWidget,
    )
    minutes_by_hand = forms.IntegerField(
        min_value=1,
        max_value=100_000,
        required=False,
        label="Minutes by hand today",
        help_text="For one piece. Shown on the handoff page.",
        widget=widgets.UnfoldAdminIntegerFieldWidget,
    )
    inputs = LinesField(
        MOST["inputs"],
        label="What does somebody need to begin?",
        help_text="One a line, “Topic: what it is about”. Add “(optional)” where it may be missing.",
    )
    outputs = LinesField(
        MOST["outputs"],
        label="What comes out?",
        help_text=f"One piece a line, {MOST['outputs']} at most; later ones are made from the first.",
    )
    decisions = LinesField(
        MOST["decisions"],
        required=False,
        label="What is decided on the way?",
        help_text="What makes somebody say “not yet”: one a line. Each becomes a criterion of the judge.",
    )
    checked_by = forms.ChoiceField(
        choices=[("client", "The client"), ("agency", "The agency"), ("both", "The agency, then the client")],
        label="Who checks it?",
        widget=widgets.UnfoldAdminSelectWidget,
    )
    every_piece = forms.BooleanField(
        required=False,
        label="They look at every piece",
        help_text="Otherwise only at what a gate flags.",
        widget=widgets.UnfoldBooleanSwitchWidget,
    )

    def __init__(self, clients: QuerySet[Client], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Member.objects.filter(role__in=STAFF).values("user")
        for name, rows in (("client", clients), ("owner", User.objects.filter(pk__in=staff))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows.order_by("name")

    @property
    def sent(self) -> dict[str, str]:
        """As it was sent, to fill it in again."""
        return {name: str(self.data.get(name) or "") for name in self.fields}

    @property
    def process(self) -> Process:
        names = ("purpose", "inputs", "outputs", "decisions", "checked_by", "every_piece")
        return Process(**{name: self.cleaned_data[name] for name in names})

    @property
    def described(self) -> Workflow:
        """Not saved yet."""
        names = ("client", "name", "purpose", "owner", "cadence", "minutes_by_hand")
        return Workflow(**{name: self.cleaned_data[name] for name in names})
