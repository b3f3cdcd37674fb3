"""People who sign in. A user row holds no client's data: what somebody may see comes from their memberships."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.timezone import now

from tenants.access import NOBODY, Access
from tenants.permissions import may_touch, may_touch_app


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120, blank=True)
    timezone = models.CharField(max_length=64, default="UTC", help_text="Times are shown in this zone.")
    is_active = models.BooleanField("may sign in", default=True)
    date_joined = models.DateTimeField(default=now, editable=False)

    access: Access = NOBODY  # set for each request by tenants.middleware

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return (self.name or self.email).split()[0]

    @property
    def is_staff(self) -> bool:
        """Django's admin asks this."""
        return self.access.is_staff

    @property
    def is_superuser(self) -> bool:
        """Nobody stands above the agencies."""
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_active and may_touch(self.access, perm, obj)

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and may_touch_app(self.access, app_label)
