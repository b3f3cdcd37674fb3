"""Lists without rows say what belongs there and how it comes there."""

from typing import Any

import pytest
from django.contrib.admin import site

from tenants.admin.base import TenantAdmin

LISTS = [one for one in site._registry.values() if isinstance(one, TenantAdmin)]
FILLED = {"Member", "Document", "Lesson", "Template"}  # who asks is one of them; pages of their own say it


@pytest.mark.parametrize("page", LISTS, ids=lambda page: page.opts.object_name)
def test_it_says_what_belongs_there(page: Any) -> None:
    assert page.opts.object_name in FILLED or page.nothing_yet is not None
