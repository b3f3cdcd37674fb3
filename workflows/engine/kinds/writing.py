"""How a step that writes is set: the fields of its form, with what each does."""

from typing import Literal

from pydantic import Field as Setting

from workflows.engine.kinds.answering import EXCLUDE, PIN
from workflows.engine.kinds.economy import ECONOMY, IF_LATE
from workflows.engine.parts import Part
from workflows.engine.settings import StepSettings


class Settings(StepSettings):
    prompt: str = Setting(
        title="Prompt",
        min_length=1,
        description="What to write, in your words. {{ brief.topic }} or {{ steps.outline.text }} put in what is known.",
    )
    instructions: str = Setting(
        "", title="Role and rules", description="What stays the same from run to run: role, tone, format."
    )
    route: str = Setting("writing", title="Route", description="Which list of models answers.")
    pin: str = PIN
    exclude: tuple[str, ...] = EXCLUDE
    effort: Literal["low", "medium", "high"] = Setting(
        "medium", title="Effort", description="How long the model may think; more costs more."
    )
    output: Literal["text", "json"] = Setting(
        "text", title="Result", description="One text, or the parts named below."
    )
    parts: tuple[Part, ...] = Setting(
        (), title="Parts", description="Each part can be used by later steps by its name."
    )
    use_memory: bool = Setting(
        True,
        title="Use memory",
        description="Put the client's voice, constraints and fitting samples before the prompt.",
    )
    files: tuple[str, ...] = Setting(
        (),
        title="Pictures and PDFs",
        description="Questions of the form whose files the model sees with the prompt.",
    )
    context_tokens: int = Setting(6000, title="Room for memory", ge=0, le=200_000, description="In tokens.")
    passages: int = Setting(6, title="Samples at most", ge=0, le=50)
    recall_from: Literal["all", "sample", "facts"] = Setting(
        "all",
        title="Recall from",
        description="Voice and constraints always come whole, before what is recalled.",
        json_schema_extra={
            "labels": {"all": "Past pieces and facts", "sample": "Past pieces only", "facts": "Facts only"}
        },
    )
    recall_tags: tuple[str, ...] = Setting(
        (),
        title="Recall by tags",
        description="Only documents with one of these tags; none: all.",
    )
    recall_origin: Literal["any", "people", "approved", "web"] = Setting(
        "any",
        title="Recall what came from",
        description="Only documents that came into memory in this way.",
        json_schema_extra={
            "labels": {
                "any": "Anywhere",
                "people": "People: uploaded, pasted or copied",
                "approved": "Approved pieces",
                "web": "The web",
            }
        },
    )
    recall_days: int = Setting(
        0,
        title="Only the newest",
        ge=0,
        le=3650,
        description="Days within which a document's words came into memory. 0: however old they are.",
    )
    half_life: int = Setting(
        0,
        title="Newest first",
        ge=0,
        le=3650,
        description="Days after which age takes a quarter of a passage's score, half at most. 0: age is no matter.",
    )
    max_output: int = Setting(
        8000,
        title="Longest reply",
        ge=100,
        le=128_000,
        description="In tokens. The model has room to think beside them.",
    )
    on_refusal: Literal["next", "stop"] = Setting(
        "next",
        title="If a model declines",
        description="It refuses, or its vendor's filter speaks. Another model may see no reason to.",
        json_schema_extra={
            "labels": {"next": "Ask the next model of the route", "stop": "Stop the run for a person to look"}
        },
    )
    economy: bool = ECONOMY
    if_late: Literal["now", "fail"] = IF_LATE
