"""Random definitions: branches, conditions, lists, gates, reviews and deliveries in any arrangement."""

from hypothesis import strategies as st

from workflows.engine.definition import Definition, Field, Limits, Step

CRITERIA = [{"key": "clear", "name": "Clear"}]
KINDS = (
    "generate",
    "generate",
    "generate",
    "transform",
    "rules",
    "rubric",
    "rubric",
    "review",
    "review",
    "deliver",
)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    steps: list[Step] = [
        Step(key="s0", kind=draw(st.sampled_from(("generate", "transform"))), settings={"output": "lines"})
    ]
    for number in range(1, draw(st.integers(2, 7))):
        steps.append(_step(draw, f"s{number}", steps))
    if draw(st.integers(0, 3)):
        steps += _ending(draw, steps)
    limits = Limits(
        revisions=draw(st.integers(0, 2)),
        changes=draw(st.integers(0, 2)),
        attempts=draw(st.sampled_from((200, 200, 200, 12))),
    )
    return Definition(
        fields=(Field(key="topics", label="Topics", kind="list"),), steps=tuple(steps), limits=limits
    )


def _ending(draw: st.DrawFn, before: list[Step]) -> list[Step]:
    """What most workflows end with: gates side by side, a review of them, a delivery."""
    each = before[-1].for_each
    made = next(s.key for s in reversed(before) if s.kind not in ("deliver", "review"))
    judged = {"rules": {}, "rubric": {"criteria": CRITERIA}}
    gates = [
        Step(key=f"g{n}", kind=kind, needs=(made,), for_each=each, settings=judged[kind])
        for n, kind in enumerate(judged)
    ]
    mode = draw(st.sampled_from(("always", "flagged")))
    asked = {"mode": mode, "back_to": draw(st.sampled_from(["", "s0"]))}
    person = Step(key="v", kind="review", needs=tuple(g.key for g in gates), for_each=each, settings=asked)
    joined = draw(st.sampled_from((each, "")))
    return [*gates, person, Step(key="d", kind="deliver", needs=("v",), for_each=joined)]


def _step(draw: st.DrawFn, key: str, before: list[Step]) -> Step:
    kind = draw(st.sampled_from(KINDS))
    needs = draw(st.lists(st.sampled_from([s.key for s in before]), min_size=1, max_size=3, unique=True))
    lists = [
        "brief.topics",
        *(f"steps.{s.key}.data" for s in before if s.kind == "transform" and not s.for_each),
    ]
    inherited = [s.for_each for s in before if s.key in needs and s.for_each]
    return Step(
        key=key,
        kind=kind,
        needs=tuple(needs),
        when=draw(
            st.sampled_from(["", "", "", "", "brief.topics.size > 1", f"steps.{needs[0]}.text contains '1'"])
        ),
        for_each=draw(st.sampled_from(["", "", *lists, *inherited, *inherited, *inherited])),
        on_item_failure=draw(st.sampled_from(("fail", "leave_out"))),
        retries=draw(st.integers(0, 2)),
        settings=_settings(draw, kind, [s.key for s in before]),
    )


def _settings(draw: st.DrawFn, kind: str, before: list[str]) -> dict[str, object]:
    about = draw(st.sampled_from([None, None, *before]))
    found: dict[str, object] = (
        {"subject": about} if about and kind in ("rules", "rubric", "review", "deliver") else {}
    )
    match kind:
        case "transform":
            return {"output": "lines"}
        case "rubric":
            return {**found, "criteria": CRITERIA}
        case "review":
            back_to = draw(st.sampled_from(["", "", *before]))
            mode = draw(st.sampled_from(("always", "flagged", "flagged", "audit")))
            return {**found, "mode": mode, "audit_percent": 50, "back_to": back_to}
        case _:
            return found
