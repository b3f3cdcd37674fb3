"""The Purpose page: why the workflow exists, who owns it, and what a run may use up."""

from typing import TYPE_CHECKING

from annotated_types import Ge
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold import widgets

from tenants.access import STAFF
from tenants.models import Member, User
from workflows.admin.frame import frame, in_view, may_edit, url
from workflows.engine.definition import Limits
from workflows.models import Version, Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

NUMBER = widgets.UnfoldAdminIntegerFieldWidget


class PurposeForm(forms.ModelForm):
    class Meta:
        model = Workflow
        fields = ["name", "purpose", "owner", "cadence", "minutes_by_hand"]
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
        fields = ["revisions", "changes", "attempts", "minutes", "cost_usd"]
        widgets = dict.fromkeys(("revisions", "changes", "attempts", "minutes"), NUMBER) | {
            "cost_usd": widgets.UnfoldAdminDecimalFieldWidget(attrs={"step": "any", "min": 0})
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
    version = in_view(request, workflow)
    posted = request.POST if request.method == "POST" else None
    about = PurposeForm(posted, instance=workflow)
    limits = LimitsForm(posted if may_edit(request, version) else None, instance=version)
    context = frame(request, workflow, version, "purpose") | {"about": about, "limits": limits}
    if posted is not None and not context["can_edit"]:
        return admin.refuse(request, "edit workflows")
    if posted is not None and about.is_valid() and (limits.is_valid() or not limits.is_bound):
        about.save()
        if limits.is_bound:
            limits.save()
        admin.message_user(request, "Saved.")
        return redirect(url(workflow, "purpose"))
    return admin.render(request, "admin/workflow/purpose.html", context)
