"""What is known against a model at one account (providers.breaker): a row from its first failure until it answers.
Names, numbers and times only, and no row-level security: all workers share it. All times are the database's."""

from django.db import models
from django.db.models.functions import Now


class Circuit(models.Model):
    credential = models.CharField(max_length=40)  # as Account.credential
    model = models.CharField(max_length=120, blank=True)  # "": the whole account
    since = models.DateTimeField()
    failures = models.IntegerField()
    opened = models.IntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    tried_until = models.DateTimeField(null=True)
    kind = models.CharField(max_length=12, blank=True)
    heard_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["credential", "model"], name="circuit_once")]

    def __str__(self) -> str:
        return f"{self.credential}, {self.model or 'all models'}: {self.kind}"
