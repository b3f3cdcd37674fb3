from django.apps import AppConfig
from django.db.models.signals import post_save


class MemoryConfig(AppConfig):
    name = "memory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from memory import stemming
        from tenants.models import Client

        post_save.connect(stemming.follow, sender=Client)
