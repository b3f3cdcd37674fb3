"""The provider's face of the stand-in: reads the material of a request and answers as a model would."""

import json
from collections.abc import Callable, Mapping
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
        made = PURPOSES[request.purpose](request)
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
    material = request.material
    own = str(material.get("prompt") or request.prompt)  # the latter also has the passages in it
    return write.piece(_told(material), _voice(material), own, _texts(material, "facts"))


def _revise(request: Request) -> Any:
    material = request.material
    if request.schema is not None or not material.get("piece"):
        return _write(request)
    return revise.revision(material["piece"], material.get("findings", ()), _brief_text(material))


def _structure(request: Request) -> Any:
    material = request.material
    wanted = material.get("parts") or structure.of_schema(request.schema or {})
    return fit.parts(request.schema, structure.parts(wanted, _told(material), _read(material)))


def _judge(request: Request) -> Any:
    material = request.material
    look = Look(
        piece=str(material.get("piece") or ""),
        told=_told(material),
        voice=_voice(material),
        samples=tuple(_texts(material, "sample")),
        facts=tuple(_texts(material, "facts")),
    )
    return fit.judgements(request.schema, judge.judgements(look, material.get("criteria", ())))


PURPOSES: Mapping[str, Callable[[Request], Any]] = {
    "write": _write,
    "revise": _revise,
    "structure": _structure,
    "judge": _judge,
}


def _told(material: Mapping[str, Any]) -> brief.Told:
    return brief.read(material.get("brief") or {}, material.get("item"))


def _voice(material: Mapping[str, Any]) -> voice.Voice:
    return voice.listen(material.get("passages") or ())


def _texts(material: Mapping[str, Any], kind: str) -> list[str]:
    return [str(each["text"]) for each in material.get("passages") or () if each.get("kind") == kind]


def _read(material: Mapping[str, Any]) -> str:
    """What parts are taken from: the longest text that was made above. Where there is none, the brief is."""
    above = (str(step.get("text") or "") for step in (material.get("steps") or {}).values())
    return max(above, key=len, default="")


def _brief_text(material: Mapping[str, Any]) -> str:
    return "\n".join(text for value in (material.get("brief") or {}).values() for text in brief.texts(value))


def _usage(request: Request, text: str) -> Usage:
    """Estimated by length: nothing is billed, but the pages can show how much a model would read and
    write.
    """
    read = len(request.context) + len(request.prompt)
    return Usage(input=-(-read // CHARACTERS_PER_TOKEN), output=-(-len(text) // CHARACTERS_PER_TOKEN))
