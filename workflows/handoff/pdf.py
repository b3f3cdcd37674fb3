"""The handoff page as a PDF: the same template, set for paper."""

from django.template.loader import render_to_string

from workflows.handoff.page import Handoff
from workflows.handoff.sheets import DIAGRAM, read
from workflows.printing import press


def pdf(page: Handoff) -> bytes:
    """Raises workflows.printing.press.Unprintable. The same for the same: it bears the day of its version."""
    return press.pdf(
        render_to_string("handoff/body.html", {"page": page, "diagrams": ("", "")}),
        title=f"{page.name} · {page.client}",
        foot=f"{page.client} · {page.name} · handoff page of version {page.version}",
        described=f"Diagram of the process: {', '.join(step.title for step in page.steps)}",
        diagrams=page.diagrams,
        sheet=read(DIAGRAM),
        made=page.published_at,
    )
