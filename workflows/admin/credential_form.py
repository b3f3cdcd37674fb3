"""The form of a model key. The key goes in and never comes out: no page, no error and no log has it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold import widgets

from tenants.admin.sealed import Changed, SealedForm
from tenants.models import Agency
from workflows.models import Credential
from workflows.providers.abilities import CHOICES, Abilities

SERVER = Credential.Kind.COMPATIBLE
ABILITIES = ("json", "limit", "role", "images")
LABELS = {
    "json": "Answers with named parts",
    "limit": "Its name for the longest answer",
    "role": "Its name for standing instructions",
}


def _choice(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=LABELS[name], choices=list(CHOICES[name].items()), widget=widgets.UnfoldAdminSelectWidget
    )


class CredentialForm(SealedForm):
    class Meta:
        model = Credential
        fields = ["kind", "client", "name", "base_url", "calls_at_once", "calls_per_minute", "disabled"]

    def _get_validation_exclusions(self) -> set[str]:
        """The agency is known before the form is; so that there is one key of a kind for one client."""
        return super()._get_validation_exclusions() - {"agency"}  # type: ignore[misc]


class NewCredentialForm(CredentialForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.agency = Agency.objects.get()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("kind") == SERVER:
            self.wants("name", "A server needs a name, for example “our-server”: routes call it by that.")
            self.wants("base_url", "A server needs its address.")
        elif values.get("kind"):
            self.wants("secret", "Put in the key.")
            if values.get("name"):
                self.add_error("name", "Only a server of your own has a name. Leave it empty.")
        return values


class ChangedCredentialForm(Changed, CredentialForm):
    def without_a_hint(self) -> str:
        return "Empty: the old one stays." if self.instance.sealed else "Empty: it needs none."


class ServerForm(ChangedCredentialForm):
    models_in_order = forms.CharField(
        label="Models to use", required=False, strip=False,
        help_text="One in a line, best first. Routes ask them in this order.",
        widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 4, "spellcheck": "false"}),
    )  # fmt: skip
    more_models = forms.MultipleChoiceField(
        label="It has these, too", required=False, widget=widgets.UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="Tick what is to be used. It is put behind the others.",
    )  # fmt: skip
    json, limit, role = _choice("json"), _choice("limit"), _choice("role")
    images = forms.BooleanField(
        label="Sees pictures", required=False, widget=widgets.UnfoldBooleanSwitchWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        can = Abilities.of(row.abilities)
        self.initial.update(can.as_row(), models_in_order="\n".join(row.model_ids))
        others = [model for model in row.listed if model not in row.model_ids]
        if not others:
            self.fields[
                "more_models"
            ].help_text = "It listed no others. “Which models are there?” above asks again."
        self.fields["more_models"].choices = [(model, model) for model in others]  # type: ignore[attr-defined]

    def clean_models_in_order(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["models_in_order"].splitlines())
        models = list(dict.fromkeys(filter(None, lines)))
        if too_long := [model for model in models if len(model) > 120]:
            raise ValidationError(
                f"“{too_long[0][:40]}…” is longer than a model’s name can be, 120 characters."
            )
        return models

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        chosen = [*values.get("models_in_order", []), *values.get("more_models", [])]
        self.instance.model_ids = list(dict.fromkeys(chosen))
        self.instance.abilities = {name: values[name] for name in ABILITIES if name in values}
        return values
