"""Definitions that the diagram's tests draw: the newsletter, and a process of thirty steps."""

from typing import Any

from workflows.engine.definition import Definition, Field, Step


def step(key: str, kind: str, *needs: str, **rest: Any) -> Step:
    return Step(key=key, kind=kind, needs=needs, **({"title": key.title()} | rest))


NEWSLETTER = Definition(
    fields=(Field(key="topic", label="Topic"), Field(key="audience", label="Audience")),
    steps=(
        step("sources", "fetch"),
        step("draft", "generate", "sources", purpose='Writes the issue in the "house" voice'),
        step("rules", "rules", "draft", title="House rules", settings={"forbidden_phrases": ["best ever"]}),
        step("rubric", "rubric", "draft", settings={"criteria": [{}, {}], "threshold": 7.5}),
        step(
            "review",
            "review",
            "rules",
            "rubric",
            settings={"subject": "rubric", "mode": "audit", "audit_percent": 5},
        ),
        step("shelf", "deliver", "review", when="brief.publish", title="Put on the shelf & tell the CMS"),
    ),
)


def thirty() -> Definition:
    steps = [step("research", "fetch"), step("ideas", "generate", "research")]
    for i in range(5):
        steps += [
            step(f"write{i}", "generate", "ideas", for_each="brief.topics" if i == 1 else ""),
            step(f"rules{i}", "rules", f"write{i}"),
            step(f"judge{i}", "rubric", f"write{i}"),
            step(f"merge{i}", "transform", f"rules{i}", f"judge{i}"),
        ]
    steps += [
        step("join", "transform", *(f"merge{i}" for i in range(5))),
        step("title", "generate", "join"),
        step("image", "generate", "research", "join"),
        step("check", "rules", "join"),
        step("judge", "rubric", "join"),
        step("review", "review", "title", "image", "check", "judge", settings={"subject": "judge"}),
        step("post", "deliver", "review"),
        step("mail", "deliver", "review"),
    ]
    return Definition(steps=tuple(steps))
