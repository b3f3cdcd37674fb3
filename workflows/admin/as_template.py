"""A workflow and the agency's templates: made one, renewed from it, what it does otherwise, the end of following."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold import widgets

from tenants.admin.base import person
from tenants.models import Member
from workflows.admin.frame import frame, in_view, url
from workflows.comparing import compare
from workflows.engine.definition import Definition
from workflows.following import followers, generic, making
from workflows.following.followers import Follower
from workflows.models import Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

LONG = widgets.UnfoldAdminTextareaWidget(attrs={"rows": 3})


class NotesForm(forms.Form):
    notes = forms.CharField(
        required=False,
        max_length=2000,
        widget=LONG,
        help_text="What is in it, or new in it, in a sentence or two.",
    )
    words = forms.BooleanField(required=False)
    named = forms.BooleanField(required=False)


class MakeForm(NotesForm):
    name = forms.CharField(
        max_length=120,
        widget=widgets.UnfoldAdminTextInputWidget,
        help_text="What the agency calls it.",
        error_messages={"required": "Give it a name."},
    )
    purpose = forms.CharField(
        required=False, max_length=2000, widget=LONG, help_text="What it makes and for whom, for any client."
    )
    field_order = ["name", "purpose", "notes"]


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    context = frame(request, workflow, in_view(request, workflow), "template")
    if request.method == "POST" and not context["can_edit"]:
        return admin.refuse(request, "edit workflows")
    follower: Follower | None = context["follower"]
    form = _form(request, workflow, follower)
    if request.method == "POST" and form.is_valid():
        try:
            return _made(admin, request, workflow, follower, form)
        except making.Refused as why:
            context["refused"] = str(why)
    return admin.render(request, "admin/workflow/template.html", context | _around(workflow, follower, form))


def end(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """POST: it follows no longer."""
    if request.method != "POST":
        raise Http404
    if name := making.stop(workflow, person(request)):
        admin.message_user(request, f"It follows “{name}” no longer. Nothing in it changed.")
    return redirect(url(workflow, "process"))


def _form(request: HttpRequest, workflow: Workflow, follower: Follower | None) -> NotesForm:
    data = request.POST if request.method == "POST" else None
    if follower:
        newest = followers.content(follower.template, follower.latest)
        return NotesForm(data, initial={"words": generic.has_words(newest)})
    return MakeForm(data, initial={"name": workflow.name, "purpose": workflow.purpose})


def _made(
    admin: "WorkflowAdmin",
    request: HttpRequest,
    workflow: Workflow,
    follower: Follower | None,
    form: NotesForm,
) -> HttpResponse:
    asked = making.Asked(**form.cleaned_data)
    if follower is None:
        template = making.begin(workflow, asked, person(request))
        words = f"“{template}” is a template now. Use it for other clients."
    else:
        seen = request.POST.get("seen", "")
        known = int(seen) if seen.isdecimal() and len(seen) < 9 else 0
        version = making.renew(workflow, asked, known, person(request))
        template, words = version.template, f"Version {version.number} of “{version.template}” is published."
    admin.message_user(request, words, level="SUCCESS")
    return redirect(reverse("admin:workflows_template_change", args=[template.pk]))


def _around(workflow: Workflow, follower: Follower | None, form: NotesForm) -> dict[str, Any]:
    """What stays is told as the difference that leaving it out makes."""
    published = workflow.published
    found: dict[str, Any] = {"form": form, "words": bool(form["words"].value())}
    if published is None:
        return found
    content = generic.generic(published.definition, words=True)
    found |= {
        "stays": compare(content, published.definition),
        "phrases": compare(generic.generic(published.definition), content),
        "places": generic.naming(workflow.client.name, content),
        "recognised": _recognised(
            workflow, content, *([] if follower else [("the purpose", workflow.purpose)])
        ),
    }
    if follower and follower.published_number == follower.latest:
        base = followers.content(follower.template, follower.latest)
        found["news"] = compare(base, generic.generic(published.definition, found["words"]))
    return found


def _recognised(workflow: Workflow, content: Definition, *about: tuple[str, str]) -> list[tuple[str, str]]:
    """(Name, where it stands): by the workflow's own name, or their first names, others would know whose it was."""
    users = (member.user for member in Member.objects.filter(client=workflow.client).select_related("user"))
    names = sorted({user.get_short_name() for user in users if user.name})
    if " " in workflow.name.strip():  # one word is a kind of text, such as “Newsletter”
        names.append(workflow.name)
    found = ((name, ", ".join(generic.naming(name, content, *about, exact=True))) for name in names)
    return [(name, places) for name, places in found if places]
