"""The forms of a model's page: its facts, and a price from a day on."""

from typing import Any

from django import forms
from unfold import widgets

from workflows.models import AgencyModel, AgencyPrice
from workflows.providers import known

NO_PRICE = "Type the price, or 0 if it costs nothing. If you don't know it, enter no price at all."
PRICES = {
    "input": ("In", "For a million tokens. Type 0 only if it really costs nothing."),
    "output": ("Out", "For a million tokens, thinking included."),
    "cache_read": ("From cache", "Empty: unknown. A call that used it has no known cost then."),
    "cache_write": ("Into the cache", "Empty: unknown. Not every vendor asks something for it."),
    "cache_write_long": (
        "Into the cache for an hour",
        "Baton asks for an hour in batches; a gateway may ask for it too.",
    ),
}
LONG = "Tokens. A longer request costs twice the price in and one and a half times the price out. Empty: no such rule."


class FactsForm(forms.ModelForm):
    class Meta:
        model = AgencyModel
        fields = ["label", "context", "max_output", "images", "pdf", "efforts", "retires_on"]
        widgets = {
            "label": widgets.UnfoldAdminTextInputWidget,
            "context": widgets.UnfoldAdminIntegerFieldWidget(attrs={"min": 1}),
            "max_output": widgets.UnfoldAdminIntegerFieldWidget(attrs={"min": 1}),
            "images": widgets.UnfoldBooleanSwitchWidget,
            "pdf": widgets.UnfoldBooleanSwitchWidget,
            "efforts": widgets.UnfoldBooleanSwitchWidget,
            "retires_on": widgets.UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in ("context", "max_output"):
            if values.get(name) == 0:
                self.add_error(name, "A model has room for one token at least.")
        return values


class NewForm(FactsForm):
    """For a model that isn't in the catalogue yet. `accounts`: (account, heading)."""

    provider = forms.ChoiceField(label="Account", widget=widgets.UnfoldAdminSelectWidget)

    class Meta(FactsForm.Meta):
        fields = ["provider", "model", *FactsForm.Meta.fields]
        widgets = {**FactsForm.Meta.widgets, "model": widgets.UnfoldAdminTextInputWidget}
        help_texts = {"model": "Exactly as the vendor or the server writes it."}

    def __init__(self, accounts: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["provider"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = accounts

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        named = {"provider": values.get("provider", ""), "model": values.get("model", "")}
        built_in = known.MODELS.find(named["model"], named["provider"])
        if built_in or AgencyModel.objects.filter(**named).exists():
            self.add_error("model", "It is in the catalogue already. Open it there to change its facts.")
        return values


class PriceForm(forms.ModelForm):
    class Meta:
        model = AgencyPrice
        fields = ["effective_from", *PRICES, "long_above", "source"]
        labels = {name: words for name, (words, _) in PRICES.items()} | {
            "long_above": "Long requests begin above"
        }
        help_texts = {name: told for name, (_, told) in PRICES.items()} | {
            "effective_from": "A price of the same day is replaced. Calls keep the cost that they had.",
            "long_above": LONG,
        }
        error_messages = {name: {"required": NO_PRICE} for name in ("input", "output")}
        widgets = {
            "effective_from": widgets.UnfoldAdminTextInputWidget(attrs={"type": "date"}),
            "long_above": widgets.UnfoldAdminIntegerFieldWidget(attrs={"min": 1}),
            "source": widgets.UnfoldAdminTextInputWidget,
            **{
                name: widgets.UnfoldAdminDecimalFieldWidget(attrs={"step": "any", "min": 0})
                for name in PRICES
            },
        }
