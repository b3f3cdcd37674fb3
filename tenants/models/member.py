"""A person's role: staff in an agency (for one client or all of them), or one of a client's own people."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import RawSQL

from tenants.access import CLIENT_PEOPLE, Role
from tenants.models.agency import Agency
from tenants.models.client import Client
from tenants.models.user import User
from tenants.scope import InScope


class MemberManager(models.Manager):
    def get_queryset(self) -> models.QuerySet:
        mine = models.Q(agency_id=RawSQL("baton_agency()", ()))
        return (
            super()
            .get_queryset()
            .filter(mine, models.Q(client__isnull=True) | models.Q(InScope("client_id")))
        )


class Member(models.Model):
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="members")
    client = models.ForeignKey(
        Client, models.CASCADE, null=True, blank=True, related_name="members",
        help_text="Empty: all clients of the agency (staff only).",
    )  # fmt: skip
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MemberManager()

    class Meta:
        verbose_name, verbose_name_plural = "person", "people"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "client", "user"], name="member_once", nulls_distinct=False,
                violation_error_message="This person already has a role here. Change that one.",
            ),
            models.CheckConstraint(
                condition=models.Q(client__isnull=False) | ~models.Q(role__in=CLIENT_PEOPLE),
                name="member_clients_people_have_a_client",
                violation_error_message="Choose the client that this person belongs to.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def clean(self) -> None:
        if self.client and self.client.agency_id != self.agency_id:
            raise ValidationError({"client": "This client belongs to another agency."})
