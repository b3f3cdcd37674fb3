"""The form of an embedding."""

from typing import Any

from memory import configured
from memory.embeddings import local, minilm
from memory.models import EmbeddingChoice
from tenants.admin.sealed import Changed, SealedForm
from tenants.models import Agency

Kind = EmbeddingChoice.Kind
HERE = "The one on this computer needs no key, but two files that you put there: “Tune what is recalled” says how."


class EmbeddingForm(SealedForm):
    class Meta:
        model = EmbeddingChoice
        fields = ["kind", "client", "name", "dimensions", "base_url", "query_prefix", "document_prefix"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("query_prefix", "document_prefix"):
            if name in self.fields:
                self.fields[name].strip = False  # type: ignore[attr-defined]  # “query: ” ends with a space


class NewEmbeddingForm(EmbeddingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.agency = Agency.objects.get()
        self.fields["kind"].help_text = HERE

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        kind = values.get("kind")
        if kind == Kind.COMPATIBLE:
            self.wants("name", "A server needs the model’s name.")
            self.wants("base_url", "A server needs its address.")
        elif kind in (Kind.OPENAI, Kind.GEMINI):
            self.wants("secret", "Put in the key.")
        elif kind == Kind.HASHING:
            self._needs_none(values, "The offline one needs none. Leave it empty.")
        elif kind == Kind.LOCAL:
            self._needs_none(values, "The one on this computer needs none. Leave it empty.")
            self._is_there(values)
        return values

    def _needs_none(self, values: dict[str, Any], sentence: str) -> None:
        for name in ("name", "base_url", "query_prefix", "document_prefix", "secret"):
            if values.get(name):
                self.add_error(name, sentence)

    def _is_there(self, values: dict[str, Any]) -> None:
        """Its files and its packages: what can be known before anything is embedded."""
        values["dimensions"] = minilm.NUMBERS
        if "kind" not in self.errors and (problem := local.problem(configured.local()["folder"])):
            self.add_error("kind", problem)


class ChangedEmbeddingForm(Changed, EmbeddingForm):
    """What makes the vectors stays: only where it is asked and by which key may change."""

    class Meta(EmbeddingForm.Meta):
        fields = ["base_url"]

    def without_a_hint(self) -> str:
        return "Empty: it stays as it is."
