"""The letter that says that a client's budget is nearly used up. A worker sends it, and it tells what holds then."""

import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse

from tenants.access import Role
from tenants.models import Client, Member, User
from tenants.scope import scope, tenant_tx
from workflows import budgets
from workflows.budgets import Budget

log = logging.getLogger(__name__)


def send(client_id: int) -> None:
    """The task's: to each owner. Nobody gets one where the budget was taken away meanwhile."""
    with tenant_tx(client_id):
        budget = budgets.of([client_id]).get(client_id)
        people = owners(Client.objects.get(pk=client_id)) if budget else []
    if budget and people:
        try:
            get_connection().send_messages([_mail(budget, person) for person in people])
        except OSError:
            log.exception("No mail about a budget could be sent: check EMAIL_URL.")


def owners(client: Client) -> list[User]:
    with scope([client.pk], client.agency_id):
        members = Member.objects.filter(user__is_active=True, role=Role.OWNER).select_related("user")
        return sorted({member.user for member in members}, key=lambda user: user.pk)


def _mail(budget: Budget, person: User) -> EmailMultiAlternatives:
    page = reverse("admin:tenants_client_change", args=[budget.client_id])
    facts = {"budget": budget, "person": person, "address": settings.SITE_URL + page}
    subject = f"{budget.client}: {budget.percent} % of the budget for {budget.month} is used"
    mail = EmailMultiAlternatives(subject, render_to_string("emails/budget.txt", facts), to=[person.email])
    mail.attach_alternative(render_to_string("emails/budget.html", facts), "text/html")
    return mail
