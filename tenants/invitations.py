"""Inviting somebody: a role at once, and an e-mail with the way in."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from tenants.access import Role
from tenants.memberships import access_of
from tenants.models import Agency, Client, Member, User
from tenants.scope import scope


def invite(
    agency: Agency, email: str, role: Role, client: Client | None, name: str, request: HttpRequest
) -> Member:
    """The person may be known from another agency: their account stays as it is, they get a role here."""
    address = email.strip().lower()
    user = User.objects.filter(email=address).first() or User.objects.create_user(address, name=name)
    member = Member.objects.create(agency=agency, client=client, user=user, role=role)
    facts = {"member": member, "agency": agency, "inviter": request.user, "link": _way_in(user, request)}
    subject = f"{agency}: you are invited to Baton"
    text = render_to_string("emails/invitation.txt", facts)
    transaction.on_commit(lambda: send_mail(subject, text, None, [user.email]), robust=True)
    return member


def _way_in(user: User, request: HttpRequest) -> str:
    """To choose a password; who has one already signs in."""
    if user.has_usable_password() and user.last_login:
        return request.build_absolute_uri(reverse("account_login"))
    way = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return request.build_absolute_uri(reverse("account_reset_password_from_key", kwargs=way))


def home_of(user: User) -> Member | None:
    """The membership that a newcomer came with, so that the door can say whose house it is."""
    access = access_of(user.pk)
    with scope(access.clients, access.agency):
        return Member.objects.filter(user=user).select_related("agency", "client").first()
