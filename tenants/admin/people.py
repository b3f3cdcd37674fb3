"""People: invited by e-mail, with a role for one client or the whole agency."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import display
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminTextInputWidget

from tenants.access import Role
from tenants.admin.base import TenantAdmin
from tenants.invitations import invite
from tenants.models import Agency, Member, User


class InvitationForm(forms.ModelForm):
    email = forms.EmailField(
        label="E-mail address",
        widget=UnfoldAdminEmailInputWidget,
        help_text="An invitation goes there when you save.",
    )
    name = forms.CharField(
        max_length=120,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="As colleagues and reviewers see it.",
    )

    class Meta:
        model = Member
        fields = ["role", "client"]
        help_texts = {
            "role": "An owner does everything; an editor all but clients, people, keys and models. A client’s reviewer "
            "asks for pieces and decides on them. Viewers read."
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self.instance.agency = Agency.objects.get()
        email = values.get("email", "").strip().lower()
        known = Member.objects.filter(user__email=email, client=values.get("client"))
        if email and known.exists():
            raise ValidationError({"email": "This person already has a role here. Change that one."})
        return values

    def _get_validation_exclusions(self) -> set[str]:
        """The person is found by the address, after the form."""
        return super()._get_validation_exclusions() | {"user"}  # type: ignore[misc]


@admin.register(Member)
class MemberAdmin(TenantAdmin):
    ability = "manage people"
    delete_confirmation_template = "admin/people/remove.html"
    list_display = ["person", "what", "where", "signs_in"]
    list_filter = ["role", "client"]
    search_fields = ["user__email", "user__name"]
    list_select_related = ["user", "client"]
    ordering = ["user__name", "user__email"]
    radio_fields = {"role": admin.VERTICAL}
    add_form = InvitationForm

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Staff of the whole agency have no client: the model's own manager keeps other agencies out."""
        return super(TenantAdmin, self).get_queryset(request)

    def get_form(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        return super().get_form(request, obj, **({"form": self.add_form} if obj is None else {}) | kwargs)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ["who", "role", "where"] if obj else ["email", "name", "role", "client"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ["who", "where"] if obj else []

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        """Only who may manage the whole agency's people gives somebody a role in all of it."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "client" and not request.access.may_for_agency(self.ability):  # type: ignore[attr-defined]
            field.required = True
        return field

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_me(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody removes themselves: so an owner always remains."""
        return self._may(request, "delete", obj) and not _is_me(request, obj)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return super().delete_view(request, object_id, {"title": "Remove a person", **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        if change:
            obj.save()
            return
        values = form.cleaned_data
        member = invite(
            obj.agency, values["email"], Role(values["role"]), values["client"], values["name"], request
        )
        obj.pk, obj.user = member.pk, member.user
        messages.info(request, f"An invitation is on its way to {values['email']}.")

    @display(description="Person", header=True, ordering="user__name")
    def person(self, member: Member) -> tuple[str, str]:
        return str(member.user), member.user.email

    @display(description="Person")
    def who(self, member: Member) -> str:
        return f"{member.user} ({member.user.email})" if member.user.name else member.user.email

    @display(description="Role", ordering="role", label={"Agency owner": "primary", "Agency editor": "info"})
    def what(self, member: Member) -> str:
        return member.get_role_display()

    @display(description="Client", ordering="client__name")
    def where(self, member: Member) -> str:
        return str(member.client or "All clients")

    @display(description="Signed in", ordering="user__last_login")
    def signs_in(self, member: Member) -> str:
        last = member.user.last_login
        return last.strftime("%-d %b %Y") if last else "Not yet"


def _is_me(request: HttpRequest, obj: Model | None) -> bool:
    return isinstance(obj, Member) and isinstance(request.user, User) and obj.user_id == request.user.pk
