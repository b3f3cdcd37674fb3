"""The Purpose page: why the workflow exists, who owns it, and what a run may use up."""

from typing import TYPE_CHECKING, Any

from annotated_types import Ge
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold import widgets

from tenants.access import STAFF
from tenants.admin.base import person
from tenants.models import Member, User
from workflows import undoing
from workflows.admin import clashes
from workflows.admin.clashes import Clash, Place, asked
from workflows.admin.drafts import draft_or_new
from workflows.admin.frame import frame, in_view, url
from workflows.comparing.values import spoken
from workflows.engine.definition import Limits
from workflows.forms import values
from workflows.models import Version, Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

ABOUT = ["name", "purpose", "owner", "cadence", "minutes_by_hand"]
LIMITS = ["revisions", "changes", "attempts", "minutes", "cost_usd", "cost_warn_percent", "cost_when_tight"]
NUMBER = widgets.UnfoldAdminIntegerFieldWidget


class PurposeForm(forms.ModelForm):
    class Meta:
        model = Workflow
        fields = ABOUT
        widgets = {
            "name": widgets.UnfoldAdminTextInputWidget,
            "purpose": widgets.UnfoldAdminTextareaWidget(attrs={"rows": 4}),
            "owner": widgets.UnfoldAdminSelectWidget,
            "cadence": widgets.UnfoldAdminTextInputWidget,
            "minutes_by_hand": NUMBER,
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        staff = Member.objects.filter(role__in=STAFF).values("user")
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = User.objects.filter(pk__in=staff).order_by("name", "email")


class LimitsForm(forms.ModelForm):
    class Meta:
        model = Version
        fields = LIMITS
        widgets = dict.fromkeys(
            ("revisions", "changes", "attempts", "minutes", "cost_warn_percent"), NUMBER
        ) | {
            "cost_usd": widgets.UnfoldAdminDecimalFieldWidget(attrs={"step": "any", "min": 0}),
            "cost_when_tight": widgets.UnfoldAdminSelectWidget,
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        """The engine's own bounds: a version beyond them could not even be read again."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, info in Limits.model_fields.items():
            for bound in info.metadata:
                validator = (
                    MinValueValidator(bound.ge) if isinstance(bound, Ge) else MaxValueValidator(bound.le)
                )
                self.fields[name].validators.append(validator)
        self.fields["cost_usd"].validators.append(MinValueValidator(0))


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    if request.method == "POST":
        return _posted(admin, request, workflow)
    version = in_view(request, workflow)
    return _shown(admin, request, version, PurposeForm(instance=workflow), LimitsForm(instance=version))


def _posted(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    if not request.access.may("edit workflows", workflow.client_id):  # type: ignore[attr-defined]
        return admin.refuse(request, "edit workflows")
    of_draft = "revisions" in request.POST or clashes.is_answer(request)
    version = draft_or_new(admin, request, workflow) if of_draft else in_view(request, workflow)
    now = _values(workflow, version)
    about = PurposeForm(request.POST, instance=workflow)
    limits = LimitsForm(request.POST if version.is_draft and of_draft else None, instance=version)
    if clashes.is_answer(request):
        return _save(admin, request, version, {}, now)
    if about.is_valid() and (limits.is_valid() or not limits.is_bound):
        sent = now | about.cleaned_data | (limits.cleaned_data if limits.is_bound else {})
        sent["owner"] = about.cleaned_data["owner"].pk if about.cleaned_data["owner"] else None
        return _save(admin, request, version, values.plain(sent), now)
    return _shown(admin, request, version, about, limits)


def _save(
    admin: "WorkflowAdmin", request: HttpRequest, version: Version, mine: dict[str, Any], now: dict[str, Any]
) -> HttpResponse:
    result = clashes.save(request, _place(version), mine, now)
    if isinstance(result, Clash):
        return asked(admin, request, version, result)
    about = {name: result.values[name] for name in ABOUT}
    about["owner_id"] = about.pop("owner")
    Workflow.objects.filter(pk=version.workflow_id).update(**about)
    words = clashes.told(result, version)
    if version.is_draft:
        with undoing.undoable(version, "The limits were changed.", person(request)):
            Version.objects.filter(pk=version.pk).update(**{name: result.values[name] for name in LIMITS})
    admin.message_user(request, f"Saved.{words}")
    return redirect(url(version.workflow, "purpose"))


def _shown(
    admin: "WorkflowAdmin", request: HttpRequest, version: Version, about: PurposeForm, limits: LimitsForm
) -> HttpResponse:
    stored = Version.objects.select_related("workflow").get(pk=version.pk)  # the forms have changed theirs
    context = frame(request, stored.workflow, version, "purpose") | {"about": about, "limits": limits}
    context["based"] = _place(stored).based(request, _values(stored.workflow, stored))
    return admin.render(request, "admin/workflow/purpose.html", context)


def _values(workflow: Workflow, version: Version) -> dict[str, Any]:
    about = {name: getattr(workflow, name) for name in ABOUT} | {"owner": workflow.owner_id}
    return dict(values.plain(about | {name: getattr(version, name) for name in LIMITS}))


def _place(version: Version) -> Place:
    labels = {**PurposeForm.base_fields, **LimitsForm.base_fields}
    return Place(
        version.workflow, "purpose", "Purpose and limits", lambda name: str(labels[name].label), _said
    )


def _said(name: str, value: Any) -> str:
    if name == "owner":
        return str(User.objects.filter(pk=value).first() or "nobody")
    return spoken(value, name)
