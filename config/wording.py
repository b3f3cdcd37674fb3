"""What every form says of an answer that is missing, instead of Django's words. A field's own words go before these."""

from django import forms

WORDS: dict[type[forms.Field], str] = {
    forms.Field: "Fill this in.",
    forms.ChoiceField: "Choose one.",
    forms.MultipleChoiceField: "Choose at least one.",
    forms.ModelChoiceField: "Choose one.",
    forms.ModelMultipleChoiceField: "Choose at least one.",
    forms.FileField: "Choose a file.",
}


def settle() -> None:
    for field, words in WORDS.items():
        field.default_error_messages = {**field.default_error_messages, "required": words}
