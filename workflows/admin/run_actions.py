"""What is done to several runs of the list at once. Each run is asked for by itself: a person may operate some only."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from tenants.admin.base import person
from workflows import decisions
from workflows.models import Run

if TYPE_CHECKING:
    from workflows.admin.run import RunAdmin

AT_ONCE = 500  # one request should end in seconds


def _many(count: int) -> str:
    return "1 run" if count == 1 else f"{count:,} runs"


def apply(
    page: "RunAdmin", request: HttpRequest, chosen: QuerySet, do: Callable[[Run], bool], done: str, left: str
) -> None:
    """`do` says whether it changed the run; `done` and `left` word both ({} is “3 runs”)."""
    wanted = chosen.count()
    runs = [
        run
        for run in chosen.order_by("created_at")[:AT_ONCE]
        if request.access.may(page.ability, run.client_id)  # type: ignore[attr-defined]
    ]
    changed = sum(do(run) for run in runs)
    if changed:
        page.message_user(request, done.format(_many(changed)))
    if same := len(runs) - changed:
        page.message_user(request, left.format(_many(same)), level=messages.WARNING)
    if wanted > AT_ONCE:
        words = f"Only the first {AT_ONCE} of {wanted:,} were taken. Choose again for the rest."
        page.message_user(request, words, level=messages.WARNING)
    elif refused := wanted - len(runs):
        page.message_user(
            request, f"Your role doesn't let you operate {_many(refused)}.", level=messages.WARNING
        )


@admin.action(description="Stop", permissions=["operate"])
def stop(page: "RunAdmin", request: HttpRequest, chosen: QuerySet) -> None:
    by = person(request)
    apply(
        page,
        request,
        chosen,
        lambda run: decisions.cancel(run, by),
        "{} stopping now.",
        "{} had ended already.",
    )


@admin.action(description="Resume what failed", permissions=["operate"])
def resume(page: "RunAdmin", request: HttpRequest, chosen: QuerySet) -> None:
    by = person(request)
    apply(
        page, request, chosen, lambda run: decisions.resume(run, by),
        "{} going on where they failed.", "{} hadn't failed, so nothing was done to them.",
    )  # fmt: skip


def _priority(value: Run.Priority) -> Callable[["RunAdmin", HttpRequest, QuerySet], None]:
    @admin.action(description=f"Priority: {value.label.lower()}", permissions=["operate"])
    def prefer(page: "RunAdmin", request: HttpRequest, chosen: QuerySet) -> None:
        by = person(request)
        apply(
            page, request, chosen, lambda run: decisions.prefer(run, value, by),
            f"{{}} with {value.label.lower()} priority now.", "{} had ended already.",
        )  # fmt: skip

    prefer.__name__ = f"priority_{value.label.lower()}"
    return prefer


ACTIONS = [stop, resume, *(_priority(value) for value in reversed(Run.Priority))]
