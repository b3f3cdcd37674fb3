from django.apps import AppConfig
from django.db.models.signals import post_save


class WorkflowsConfig(AppConfig):
    name = "workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tenants.models import Client
        from workflows import limits

        post_save.connect(limits.follow, sender=Client)
