"""Pages of rows with a secret. The key goes in and never comes out: no page, no error and no log has it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Q, QuerySet
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from unfold import widgets
from unfold.decorators import display

from tenants import typed_addresses
from tenants.admin.base import TenantAdmin

LONGEST = 500  # characters of a key
MOVED = "The address is another one now. Put in the key for it: the old one isn’t sent there."


class SealedForm(forms.ModelForm):
    secret = forms.CharField(
        label="Key", required=False, max_length=LONGEST,
        widget=widgets.UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password", "spellcheck": "false"}),
    )  # fmt: skip

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

    def wants(self, name: str, sentence: str) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)


class Changed(SealedForm):
    """Of a row that is there: the key stays where no new one is put in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secret"].label = "New key"
        hint = self.instance.hint
        stays = f"Empty: the one that ends with “{hint}” stays." if hint else self.without_a_hint()
        self.fields["secret"].help_text = stays

    def without_a_hint(self) -> str:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Whoever could send a key elsewhere could read it."""
        values = super().clean() or self.cleaned_data
        moved = "base_url" in self.changed_data and "base_url" not in self.errors
        if moved and self.instance.sealed and not values.get("secret") and "secret" not in self.errors:
            self.add_error("secret", MOVED)
        return values


class SealedAdmin(TenantAdmin):
    """Rows for all clients are for people with a role in the whole agency."""

    ability = "manage keys"
    for_one = ""  # what a row for one client is, for those who may have no other

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        mine = Q(client__in=self.clients(request))
        if request.access.may_for_agency(self.ability):  # type: ignore[attr-defined]
            mine |= Q(client=None)
        return super(TenantAdmin, self).get_queryset(request).filter(mine).select_related("client")

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "client" and not request.access.may_for_agency(self.ability):  # type: ignore[attr-defined]
            field.required, field.help_text = True, self.for_one
        elif db_field.name == "client":
            field.empty_label, field.help_text = "All clients", "All are those that have none of their own."
        return field

    @method_decorator(sensitive_post_parameters("secret"))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(request, *args, **kwargs)

    @display(description="For", ordering="client__name")
    def whose(self, row: Any) -> str:
        return str(row.whose)

    @display(description="Last test", ordering="tested_at", header=True)
    def last_test(self, row: Any) -> tuple[str, str]:
        if row.tested_at is None:
            return "–", ""
        return f"{row.tested_at:%-d %b %Y, %H:%M}", row.test_told
