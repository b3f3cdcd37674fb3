"""The list of workflows, and a new one."""

import pytest

from tenants.scope import tenant_tx
from tests.reading import html_of
from workflows.models import Workflow

ADD = "/admin/workflows/workflow/add/"


def test_it_says_at_the_field_that_a_short_name_is_taken(desk):
    sent = {"client": desk.cast.ours.client.pk, "name": "Another", "slug": "newsletter"}
    response = desk.browser.post(ADD, sent)
    assert response.status_code == 200
    assert "A workflow of this client already has this short name" in str(response.context["errors"])
    assert desk.look(lambda workflow: Workflow.objects.count()) == 1


@pytest.mark.parametrize("chosen", ["", "editor", "rival"])
def test_who_makes_it_owns_it_unless_somebody_else_is_chosen(desk, chosen):
    ours = desk.cast.ours
    people = {"": ours.owner, "editor": ours.editor, "rival": None}
    picked = {"editor": ours.editor.pk, "rival": desk.cast.rival.owner.pk}.get(chosen, "")
    sent = {"client": ours.client.pk, "name": "Letter", "slug": "letter", "owner": picked}
    desk.browser.post(ADD, sent)
    with tenant_tx(ours.client.pk, agency=ours.agency.pk):
        made = Workflow.objects.filter(slug="letter").select_related("owner").first()
    assert (made and made.owner) == people[chosen]


def test_the_form_of_a_new_one_names_its_maker_as_the_owner(desk):
    form = desk.browser.get(ADD).context["adminform"].form
    assert form.get_initial_for_field(form.fields["owner"], "owner") == desk.cast.ours.owner.pk


def test_it_speaks_plainly_of_what_is_missing(desk):
    page = html_of(desk.browser.post(ADD, {"client": "", "name": "", "slug": "two words"}))
    assert "Fill this in." in page and "Choose one." in page
    assert "Not saved yet: 3 things need mending." in page and 'href="#id_slug"' in page
    assert "Short name" in page and "Slug" not in page
    assert "Use letters a to z, digits, - and _ only, without spaces." in page
    assert "This field is required" not in page and "Please correct" not in page
