from django.contrib.admin.apps import AdminConfig


class BatonAdminConfig(AdminConfig):
    """Stands in INSTALLED_APPS instead of django.contrib.admin."""

    default_site = "config.admin_site.BatonAdmin"
