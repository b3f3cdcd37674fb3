"""One step of a draft as a form: what it is, its kind's settings, what it needs and when it runs."""

from typing import Any

from django import forms
from unfold import widgets

from workflows.engine.definition import LONGEST_STEP, Definition, Step
from workflows.engine.kinds import KINDS
from workflows.forms import reach
from workflows.forms.controls import NamingField, NamingSeveralField
from workflows.forms.settings import SettingsForm
from workflows.forms.surroundings import Choices, Surroundings

FAILURES = [("fail", "Stop the run"), ("leave_out", "Leave that entry out")]


class StepForm(forms.Form):
    """The same for every kind."""

    title = forms.CharField(max_length=80, widget=widgets.UnfoldAdminTextInputWidget, label="Name")
    purpose = forms.CharField(
        required=False,
        label="What it does",
        help_text="In a sentence, for the handoff page. Empty: Baton words it itself.",
        widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )
    needs = NamingSeveralField(
        required=False, label="Comes after", help_text="It starts when all of these are done. None: at once."
    )
    when = forms.CharField(
        required=False,
        max_length=300,
        label="Only if",
        help_text="A condition, such as brief.urgent or brief.words > 500. Empty: always.",
        widget=widgets.UnfoldAdminTextInputWidget(attrs={"data-liquid": "bare"}),
    )
    for_each = NamingField(required=False, label="Once, or for each of a list")
    on_item_failure = forms.ChoiceField(
        required=False,
        choices=FAILURES,
        label="If one entry fails",
        widget=widgets.UnfoldAdminSelectWidget,
        help_text="Only where it runs for each entry of a list.",
    )
    retries = forms.IntegerField(
        min_value=0,
        max_value=10,
        label="Tries again",
        help_text="After trouble outside, such as an overloaded model.",
        widget=widgets.UnfoldAdminIntegerFieldWidget,
    )
    timeout = forms.IntegerField(
        min_value=1,
        max_value=LONGEST_STEP,
        label="Gives up after",
        help_text=f"Seconds for one try, {LONGEST_STEP} at most.",
        widget=widgets.UnfoldAdminIntegerFieldWidget,
    )

    def __init__(
        self,
        definition: Definition,
        step: Step,
        *,
        data: Any = None,
        routes: Any = None,
        connections: Any = (),
        models: Choices = (),
        people: Choices = (),
    ) -> None:
        shown = step.model_dump(include=set(self.base_fields), mode="json")
        super().__init__(data=data, initial=shown | {"title": step.title or step.key})
        self.definition, self.step = definition, step
        earlier = [(s.key, s.title or s.key) for s in reach.could_need(definition, step.key)]
        self._offer("needs", earlier)
        listed = ((name.path, f"For {name.words}") for name in reach.lists(definition, step.key))
        self._offer("for_each", [("", "Once"), *listed])
        around = Surroundings(
            steps=earlier,
            fields=[(field.key, field.label) for field in definition.fields],
            files=[(field.key, field.label) for field in definition.fields if field.kind == "files"],
            connections=connections,
            models=models,
            people=people,
            **({"routes": routes} if routes else {}),
        )
        self.of_kind = SettingsForm(
            KINDS[step.kind].module.Settings, around, data=data, settings=_readable(step)
        )

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def is_valid(self) -> bool:
        fine, settings_fine = super().is_valid(), self.of_kind.is_valid()
        return fine and settings_fine

    @property
    def changed(self) -> Step:
        """The step as the form says, once it is valid."""
        values = {**self.cleaned_data, "on_item_failure": self.cleaned_data["on_item_failure"] or "fail"}
        values["needs"] = self._in_order(values["needs"])
        return Step(key=self.step.key, kind=self.step.kind, settings=self.of_kind.settings, **values)

    def _in_order(self, keys: list[str]) -> tuple[str, ...]:
        order = [step.key for step in self.definition.steps]
        return tuple(sorted(keys, key=lambda key: order.index(key) if key in order else len(order)))


def _readable(step: Step) -> dict[str, Any]:
    """Only settings that the kind knows: others are named among the workflow's problems."""
    known = KINDS[step.kind].module.Settings.model_fields
    return {name: value for name, value in step.settings.items() if name in known}
