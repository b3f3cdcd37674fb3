"""The forms of the lessons' pages."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import now
from unfold import widgets

from memory.models import Lesson
from tenants.models import Client


class LessonForm(forms.Form):
    rule = forms.CharField(
        max_length=Lesson.LONGEST,
        widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="One sentence that a writer can follow: “Name the day of the week before the date.”",
    )
    kind = forms.ChoiceField(choices=Lesson.Kind.choices, widget=widgets.UnfoldAdminSelectWidget)
    write = forms.CharField(
        required=False,
        max_length=80,
        label="Write",
        widget=widgets.UnfoldAdminTextInputWidget,
        help_text="If it is about words: those to use.",
    )
    avoid = forms.CharField(
        required=False,
        max_length=80,
        label="Not",
        widget=widgets.UnfoldAdminTextInputWidget,
        help_text="Those to avoid. For wording and never, the rules gate refuses them.",
    )
    holds_until = forms.DateField(
        required=False,
        widget=widgets.UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        help_text="The last day on which it goes into prompts. Empty: it holds.",
    )

    @property
    def words(self) -> dict[str, Any]:
        """As memory.lessons takes them."""
        values = self.cleaned_data
        day = values["holds_until"]
        expires_at = datetime.combine(day, time.max, UTC) if day else None
        return {
            "rule": values["rule"],
            "kind": values["kind"],
            "write": values["write"],
            "avoid": values["avoid"],
            "expires_at": expires_at,
        }


class NewLessonForm(LessonForm):
    client = forms.ModelChoiceField(Client.objects.none(), widget=widgets.UnfoldAdminSelectWidget)
    field_order = ("client", "rule", "kind", "write", "avoid", "holds_until")

    def clean_holds_until(self) -> date | None:
        day: date | None = self.cleaned_data["holds_until"]
        if day and day < now().astimezone(UTC).date():
            raise forms.ValidationError("That day is over: name a later one, or leave it empty.")
        return day

    def offer(self, clients: QuerySet) -> None:
        field = self.fields["client"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = clients
        field.empty_label = None if clients.count() == 1 else "Choose …"


def initial(lesson: Lesson) -> dict[str, Any]:
    return {
        "rule": lesson.rule,
        "kind": lesson.kind,
        "write": lesson.write,
        "avoid": lesson.avoid,
        "holds_until": as_day(lesson.expires_at),
    }


def as_day(moment: datetime | None) -> date | None:
    return moment.astimezone(UTC).date() if moment else None
