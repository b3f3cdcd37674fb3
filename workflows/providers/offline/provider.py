"""The provider's face of the stand-in: reads the material of a request and answers as a model would."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from workflows.engine.tools import Reply, Request, Trouble, Usage
from workflows.providers.offline import brief, fit, judge, revise, structure, voice, write
from workflows.providers.offline.measures import Look

CHARACTERS_PER_TOKEN = 4


class Offline:
    """Deterministic, free, and no AI. Models: offline-writer and offline-judge."""

    name = "offline"

    async def complete(self, request: Request, model: str) -> Reply | Trouble:
        made = _unseen(PURPOSES[request.purpose](request), request)
        text = made if isinstance(made, str) else json.dumps(made, ensure_ascii=False, indent=1)
        return Reply(
            text=text,
            model=model,
            provider=self.name,
            data=None if request.schema is None else made,
            usage=_usage(request, text),
            cost_usd=Decimal(0),
        )

    async def aclose(self) -> None:
        """Nothing is open."""


def _write(request: Request) -> Any:
    if request.schema is not None:
        return _structure(request)
    material, prompt = request.material, _prompt(request)
    source = _source(request)
    if source and (wanted := structure.asked_for(prompt.replace(source, ""))):
        return str(structure.parts([wanted], _told(material), source)[wanted["name"]])
    heard = _voice(material)
    written = write.piece(_told(material), heard, prompt, _texts(material, "facts"))
    return voice.kept_to(written, heard.learned)


def _revise(request: Request) -> Any:
    material = request.material
    if request.schema is not None or not material.get("piece"):
        return _write(request)
    told = _told(material)
    revised = revise.revision(
        str(material["piece"]),
        material.get("findings") or (),
        brief=_brief_text(material),
        keep=[*told.must, *(answer for _, answer in told.details)],
        note=str(material.get("note") or ""),
    )
    return voice.kept_to(revised, _voice(material).learned)


def _structure(request: Request) -> Any:
    wanted = request.material.get("parts") or structure.of_schema(request.schema or {})
    source = _source(request) or max(
        _above(request), key=len, default=str(request.material.get("piece") or "")
    )
    filled = structure.parts(wanted, _told(request.material), source)
    return fit.parts(request.schema, filled)


def _judge(request: Request) -> Any:
    material = request.material
    look = Look(
        piece=str(material.get("piece") or ""),
        told=_told(material),
        voice=_voice(material),
        samples=tuple(_texts(material, "sample")),
        facts=tuple(_texts(material, "facts")),
    )
    return fit.judgements(request.schema, judge.judgements(look, material.get("criteria") or ()))


def _unseen(made: Any, request: Request) -> Any:
    """It can't see, and says so where somebody reads it."""
    names = ", ".join(file.name for file in request.attachments)
    said = f"The offline stand-in can't see pictures and PDFs. It was given: {names}."
    if not names or request.purpose == "judge":
        return made
    if isinstance(made, str):
        return f"{made.rstrip()}\n\n{said}"
    first = next((key for key, value in made.items() if isinstance(value, str)), None)
    return made if first is None else {**made, first: f"{made[first]} {said}".strip()}


PURPOSES: Mapping[str, Callable[[Request], Any]] = {
    "write": _write,
    "revise": _revise,
    "structure": _structure,
    "judge": _judge,
}


def _prompt(request: Request) -> str:
    """The step's own words, without what memory put before them."""
    return str(request.material.get("prompt") or request.prompt)


def _source(request: Request) -> str:
    """The text that the step's prompt quotes from a step above; "" if it quotes none."""
    prompt = _prompt(request)
    quoted = [text for text in _above(request) if len(text) > 80 and text.strip() in prompt]
    return max(quoted, key=len, default="")


def _above(request: Request) -> list[str]:
    """The texts of the steps above."""
    return [str(step.get("text") or "") for step in (request.material.get("steps") or {}).values()]


def _told(material: Mapping[str, Any]) -> brief.Told:
    return brief.read(material.get("brief") or {}, material.get("item"))


def _voice(material: Mapping[str, Any]) -> voice.Voice:
    heard = voice.listen(material.get("passages") or ())
    return replace(heard, never=(*heard.never, *(material.get("forbidden") or ())))


def _texts(material: Mapping[str, Any], kind: str) -> list[str]:
    return [str(each["text"]) for each in material.get("passages") or () if each.get("kind") == kind]


def _brief_text(material: Mapping[str, Any]) -> str:
    return "\n".join(text for value in (material.get("brief") or {}).values() for text in brief.texts(value))


def _usage(request: Request, text: str) -> Usage:
    """Estimated by length: nothing is billed, but the pages can show how much a model would read and
    write.
    """
    read = len(request.context) + len(request.prompt)
    return Usage(input=-(-read // CHARACTERS_PER_TOKEN), output=-(-len(text) // CHARACTERS_PER_TOKEN))
