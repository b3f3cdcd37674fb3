"""Named groups of people that workflows can ask: a client's, for example “Legal”, and an agency's, “Editors”."""

from django.core.validators import RegexValidator
from django.db import models

from tenants.models.user import User
from tenants.tenant import OfAgency, Tenant, TenantKey

NAME = RegexValidator(r"^[^@]+$", "A group’s name has no @ in it.")


class Group(Tenant):
    name = models.CharField(
        max_length=60, validators=[NAME], help_text="Workflows name it by this, so it can’t be changed later."
    )

    class Meta(Tenant.Meta):
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["client", "name"], name="group_name_once")]

    def __str__(self) -> str:
        return self.name

    def holds(self, users: list[User]) -> None:
        """From now on these people, and nobody else."""
        self.members.exclude(user__in=users).delete()
        known = set(self.members.values_list("user_id", flat=True))
        GroupMember.objects.bulk_create(
            GroupMember(client_id=self.client_id, group=self, user=user)
            for user in users
            if user.pk not in known
        )


class GroupMember(Tenant):
    group = TenantKey(Group, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta(Tenant.Meta):
        constraints = [models.UniqueConstraint(fields=["client", "group", "user"], name="group_member_once")]

    def __str__(self) -> str:
        return str(self.user)


class AgencyGroup(OfAgency):
    """Of the agency's own people, for the workflows of all its clients. A client's group of the same name counts
    before it there."""

    name = models.CharField(
        max_length=60, validators=[NAME], help_text="Workflows name it by this, so it can’t be changed later."
    )

    class Meta(OfAgency.Meta):
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="agency_group_name_once")]

    def __str__(self) -> str:
        return self.name

    def holds(self, users: list[User]) -> None:
        """From now on these people, and nobody else."""
        self.members.exclude(user__in=users).delete()
        known = set(self.members.values_list("user_id", flat=True))
        AgencyGroupMember.objects.bulk_create(
            AgencyGroupMember(agency_id=self.agency_id, group=self, user=user)
            for user in users
            if user.pk not in known
        )


class AgencyGroupMember(OfAgency):
    group = models.ForeignKey(
        AgencyGroup, models.CASCADE, related_name="members", db_constraint=False
    )  # with the agency, by the migration
    user = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta(OfAgency.Meta):
        constraints = [
            models.UniqueConstraint(fields=["agency", "group", "user"], name="agency_group_member_once")
        ]

    def __str__(self) -> str:
        return str(self.user)
