"""The list of workflows, and a new one."""

from workflows.models import Workflow

ADD = "/admin/workflows/workflow/add/"


def test_it_says_at_the_field_that_a_short_name_is_taken(desk):
    sent = {"client": desk.cast.ours.client.pk, "name": "Another", "slug": "newsletter"}
    response = desk.browser.post(ADD, sent)
    assert response.status_code == 200
    assert "A workflow of this client already has this short name" in str(response.context["errors"])
    assert desk.look(lambda workflow: Workflow.objects.count()) == 1
