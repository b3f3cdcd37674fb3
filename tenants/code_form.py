"""Asking for a sign-in code: on its own page, or by the button of the sign-in page with the address typed there."""

from collections.abc import Mapping
from typing import Any

from allauth.account.forms import RequestLoginCodeForm


class CodeForm(RequestLoginCodeForm):  # type: ignore[misc]
    def __init__(self, data: Mapping[str, str] | None = None, *args: Any, **kwargs: Any) -> None:
        from_sign_in = data is not None and "email" not in data
        if data is not None and from_sign_in:
            data = {"email": data.get("login", "").strip()}
        super().__init__(data, *args, **kwargs)
        if from_sign_in and data and not data["email"]:
            self.is_bound = False  # nothing typed: the page asks, and finds no fault
