"""How people sign in: only those who were invited, by password or by a code sent to them."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is switched off. Ask your agency.",
        "email_password_mismatch": "This address and this password don't belong together. "
        "Try again, or have a code sent to you.",
        "incorrect_code": "This is not the code, or it is too old. "
        "Look into the newest e-mail, or have a new code sent.",
        "incorrect_password": "This is not your password.",
        "too_many_login_attempts": "Too many attempts. Wait a few minutes, or have a code sent to you.",
        "rate_limited": "Too many attempts. Wait a minute and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
