"""The form of an embedding. The key goes in and never comes out: no page, no error and no log has it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from unfold import widgets

from memory.models import EmbeddingChoice
from tenants import typed_addresses
from tenants.models import Agency

LONGEST = 500  # characters of a key
MOVED = "The address is another one now. Put in the key for it: the old one isn’t sent there."
Kind = EmbeddingChoice.Kind


class EmbeddingForm(forms.ModelForm):
    secret = forms.CharField(
        label="Key", required=False, max_length=LONGEST,
        widget=widgets.UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password", "spellcheck": "false"}),
    )  # fmt: skip

    class Meta:
        model = EmbeddingChoice
        fields = ["kind", "client", "name", "dimensions", "base_url", "query_prefix", "document_prefix"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("query_prefix", "document_prefix"):
            if name in self.fields:
                self.fields[name].strip = False  # type: ignore[attr-defined]  # “query: ” ends with a space

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"]
        if not secret.isascii() or any(letter.isspace() or not letter.isprintable() for letter in secret):
            raise ValidationError(
                "A key has no spaces and only plain letters, digits and signs. Copy it again."
            )
        return secret

    def clean_base_url(self) -> str:
        url: str = self.cleaned_data["base_url"].strip().rstrip("/")
        if url and (problem := typed_addresses.problem_of(url, settings.MODEL_PRIVATE_HOSTS)):
            raise ValidationError(problem)
        return url


class NewEmbeddingForm(EmbeddingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.agency = Agency.objects.get()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        kind = values.get("kind")
        if kind == Kind.COMPATIBLE:
            self._wants("name", "A server needs the model’s name.")
            self._wants("base_url", "A server needs its address.")
        elif kind in (Kind.OPENAI, Kind.GEMINI):
            self._wants("secret", "Put in the key.")
        elif kind == Kind.HASHING:
            for name in ("name", "base_url", "query_prefix", "document_prefix", "secret"):
                if values.get(name):
                    self.add_error(name, "The offline one needs none. Leave it empty.")
        return values

    def _wants(self, name: str, sentence: str) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)


class ChangedEmbeddingForm(EmbeddingForm):
    """What makes the vectors stays: only where it is asked and by which key may change."""

    class Meta(EmbeddingForm.Meta):
        fields = ["base_url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secret"].label = "New key"
        self.fields["secret"].help_text = (
            f"Empty: the one that ends with “{self.instance.hint}” stays."
            if self.instance.hint
            else "Empty: it stays as it is."
        )

    def clean(self) -> dict[str, Any]:
        """Whoever could send a key elsewhere could read it."""
        values = super().clean() or self.cleaned_data
        moved = "base_url" in self.changed_data and "base_url" not in self.errors
        if moved and self.instance.sealed and not values.get("secret") and "secret" not in self.errors:
            self.add_error("secret", MOVED)
        return values
