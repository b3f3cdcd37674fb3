from types import ModuleType

from django.apps import AppConfig

from config import wording


class ConfigConfig(AppConfig):
    name = "config"

    def __init__(self, app_name: str, app_module: ModuleType | None) -> None:
        super().__init__(app_name, app_module)
        wording.settle()  # before any form is defined: a field takes its words when it is made

    def ready(self) -> None:
        import config.checks  # noqa: F401 (registers the system checks)
