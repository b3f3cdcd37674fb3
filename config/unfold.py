"""Unfold's settings: colours, and the sidebar."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy

VIOLET = {  # around oklch(0.55 0.19 290), the brand colour of the pages
    "50": "oklch(97.3% .013 290)",
    "100": "oklch(94.6% .028 290)",
    "200": "oklch(89.6% .055 290)",
    "300": "oklch(81.5% .095 290)",
    "400": "oklch(71.5% .145 290)",
    "500": "oklch(62% .18 290)",
    "600": "oklch(54% .19 288)",
    "700": "oklch(47% .175 287)",
    "800": "oklch(40% .145 286)",
    "900": "oklch(34% .115 286)",
    "950": "oklch(25% .09 286)",
}


def item(title: str, icon: str, name: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{name}"), **more}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Baton",
    "SITE_HEADER": "Baton",
    "SITE_SUBHEADER": "config.dashboard.agency_name",
    "SITE_SYMBOL": "conveyor_belt",
    "SITE_URL": None,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("portal/img/baton.svg")}
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "COLORS": {"primary": VIOLET},
    "STYLES": [
        lambda request: static("workflows/diagram.css"),
        lambda request: static("baton/admin.css"),
    ],
    "SCRIPTS": [lambda request: static("baton/admin.js")],
    "ACCOUNT": {
        "navigation": [
            {"title": "The clients' portal", "link": reverse_lazy("portal:inbox")},
            {"title": "Change password", "link": reverse_lazy("account_change_password")},
        ]
    },
    "COMMAND": {"search_models": True},
    "SIDEBAR": {
        "show_search": False,
        "command_search": True,
        "show_all_applications": False,
        "navigation": [
            {
                "title": None,
                "items": [
                    item("Today", "today", "index"),
                    item("Workflows", "account_tree", "workflows_workflow_changelist"),
                    item("Runs", "play_circle", "workflows_run_changelist"),
                    item("Bulk starts", "table_rows", "workflows_bulk_changelist"),
                    item(
                        "Reviews",
                        "rate_review",
                        "reviews_review_changelist",
                        badge="config.dashboard.waiting",
                        badge_variant="primary",
                    ),
                    item(
                        "Operations",
                        "monitor_heart",
                        "operations",
                        permission="config.operations_page.visible",
                    ),
                    item("Costs", "payments", "costs", permission="config.costs_page.visible"),
                    item("Documents", "library_books", "memory_document_changelist"),
                    item("Lessons", "school", "memory_lesson_changelist"),
                ],
            },
            {
                "title": "Agency",
                "separator": True,
                "items": [
                    item("Clients", "storefront", "tenants_client_changelist"),
                    item("Templates", "library_add", "workflows_template_changelist"),
                    item("People", "group", "tenants_member_changelist"),
                    item("Groups", "groups", "tenants_group_changelist"),
                    item(
                        "Agency groups",
                        "diversity_3",
                        "tenants_agencygroup_changelist",
                        permission="tenants.admin.agency_groups.visible",
                    ),
                    item("API keys", "key", "tenants_apikey_changelist"),
                    item("Models", "neurology", "models"),
                    item(
                        "Model keys",
                        "vpn_key",
                        "workflows_credential_changelist",
                        permission="workflows.admin.credentials.visible",
                    ),
                    item(
                        "Embeddings",
                        "hub",
                        "memory_embeddingchoice_changelist",
                        permission="memory.admin.embeddings.visible",
                    ),
                ],
            },
        ],
    },
}
