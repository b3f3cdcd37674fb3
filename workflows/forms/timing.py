"""When a schedule starts its workflow, as staff fill it in."""

from datetime import datetime
from typing import Any

from django import forms
from unfold import widgets

from tenants.admin.clients import zones
from workflows import timetable
from workflows.forms.rhythm import DAY_NAMES, DAYS_OF_MONTH, RHYTHMS, chosen, cron_of
from workflows.models import Schedule

TIMING = ("rhythm", "time", "days", "day", "cron", "timezone")
FIRST = "0 9 * * MON-FRI"  # what a new schedule proposes
OTHERWISE = {"time": "09:00", "days": ["MON"], "day": "1"}  # and what the other rhythms do


class TimingForm(forms.Form):
    """`cleaned_data["cron"]` is the cron text, whatever rhythm was chosen."""

    name = forms.CharField(
        max_length=80,
        required=False,
        widget=widgets.UnfoldAdminTextInputWidget,
        help_text="What people call it. Left empty: its rhythm in words.",
    )
    rhythm = forms.ChoiceField(
        label="How often", choices=RHYTHMS, initial="weekdays", widget=widgets.UnfoldAdminSelectWidget
    )
    time = forms.TimeField(
        label="At",
        required=False,
        widget=widgets.UnfoldAdminTextInputWidget(attrs={"type": "time"}),
        error_messages={"invalid": "Write a time like 09:00."},
    )
    days = forms.MultipleChoiceField(
        label="On",
        required=False,
        choices=list(DAY_NAMES.items()),
        widget=widgets.UnfoldAdminCheckboxSelectMultipleWidget,
    )
    day = forms.ChoiceField(
        label="On", required=False, choices=DAYS_OF_MONTH, widget=widgets.UnfoldAdminSelectWidget
    )
    cron = forms.CharField(
        label="Cron",
        max_length=120,
        required=False,
        widget=widgets.UnfoldAdminTextInputWidget(
            attrs={"spellcheck": "false", "autocomplete": "off", "placeholder": "0 9 * * MON"}
        ),
        help_text="Minute, hour, day of the month, month, weekday. For example 30 8 * * MON,THU.",
    )
    timezone = forms.ChoiceField(label="Time zone", choices=zones, widget=widgets.UnfoldAdminSelectWidget)
    catch_up = forms.ChoiceField(
        label="If a start was missed, because Baton was not running",
        choices=Schedule.CatchUp.choices,
        widget=widgets.UnfoldAdminRadioSelectWidget,
    )

    def __init__(self, now: datetime, schedule: Schedule, data: Any = None) -> None:
        kept = {"name": schedule.name, "timezone": schedule.timezone, "catch_up": schedule.catch_up}
        super().__init__(data, initial={**kept, **OTHERWISE, **chosen(schedule.cron)})
        self.now = now
        place = self.fields["timezone"]
        assert isinstance(place, forms.ChoiceField)
        if schedule.timezone not in dict(
            zones()
        ):  # set elsewhere: it stays, so that saving doesn't change it
            place.choices = [*zones(), (schedule.timezone, schedule.timezone)]

    def clean_timezone(self) -> str:
        try:
            return timetable.zone_of(self.cleaned_data["timezone"]).key
        except timetable.Wrong as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("rhythm") == "own":
            self._read_cron(values)
        elif "rhythm" in values and not self._missing(values):
            values["cron"] = cron_of(values["rhythm"], values["time"], values["days"], values["day"])
        return values

    @property
    def timing_errors(self) -> list[str]:
        return [str(error) for name in TIMING for error in self.errors.get(name, [])]

    def _read_cron(self, values: dict[str, Any]) -> None:
        if "cron" not in values:  # too long: that is said already
            return
        try:
            values["cron"] = timetable.read(values["cron"], self.now)
        except timetable.Wrong as wrong:
            self.add_error("cron", str(wrong))

    def _missing(self, values: dict[str, Any]) -> bool:
        if "time" in values and values["time"] is None:
            self.add_error("time", "Choose a time.")
        if values["rhythm"] == "week" and not values.get("days", True):
            self.add_error("days", "Choose at least one day.")
        if values["rhythm"] == "month" and values.get("day") == "":
            self.add_error("day", "Choose a day.")
        return any(name in self.errors for name in ("time", "days", "day"))
