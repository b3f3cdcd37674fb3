"""One e-mail from its templates: subject, text and HTML."""

from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def compose(
    name: str, facts: Mapping[str, Any], to: str, headers: Mapping[str, str] | None = None
) -> EmailMultiAlternatives:
    """`name`: of the templates in emails/."""
    told = dict(facts)
    subject = " ".join(render_to_string(f"emails/{name}_subject.txt", told).split())
    text = render_to_string(f"emails/{name}.txt", told)
    mail = EmailMultiAlternatives(subject, text, to=[to], headers=dict(headers or {}))
    mail.attach_alternative(render_to_string(f"emails/{name}.html", told), "text/html")
    return mail
