"""Words that belong to a template, a prompt or a model and not to a finished text."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from workflows.engine.checks import phrases
from workflows.engine.outcomes import Finding

INSERT = (
    r"insert|insér\w+|inser[ai]\w+|insert[ae]r?|einfügen|einsetzen|ergänzen|invullen|voeg|vul|wstaw|infoga"
)
EMPTY = (
    r"your|todo|tbd|placeholder|platzhalter|marcador|segnaposto|espace réservé"
    r"|name|date|link|company|nombre|nom|naam"
)
SHOWN = 20  # places of each
WHY = "This was left over from writing and does not belong in the text."

LEFTOVERS = (
    re.compile(
        rf"\[(?:(?:{INSERT}|{EMPTY})\b[^\]\n]{{0,80}}|[^\]\n]{{0,60}}\b(?:{INSERT}))\](?!\()", re.IGNORECASE
    ),
    re.compile(rf"<(?:{INSERT}|your|placeholder|platzhalter)\b[^>\n]{{0,60}}>", re.IGNORECASE),
    re.compile(
        r"\[[^\]\n]{0,60}\b(?:to come|to follow|to be (?:confirmed|announced|added)|tbc|tba|folgt|à venir|à compléter"
        r"|por confirmar|da definire)\b[^\]\n]{0,60}\](?!\()",
        re.IGNORECASE,
    ),
    re.compile(r"\{\{.{0,80}|\{%.{0,80}"),
    re.compile(
        r"\{(?:first|last|full|client|company|customer|product|brand|city)?_?(?:name|date|title|url|price|city)\}",
        re.IGNORECASE,
    ),
    re.compile(
        r"\bas an ai\b(?: language)?(?: model| assistant)?|\bas a (?:large )?language model\b"
        r"|\bals (?:eine? )?(?:(?:ki|ai)-?(?:sprach|taal)\w+|sprachmodell|taalmodel|ki\b)"
        r"|\ben tant qu['’](?:ia\b|intelligence artificielle)|\ben tant que modèle de langage\b"
        r"|\bcomo (?:una? )?(?:ia\b|inteligencia artificial|modelo de (?:lenguaje|linguagem))"
        r"|\bcome (?:una? )?(?:ia\b|intelligenza artificiale|modello linguistico)",
        re.IGNORECASE,
    ),
    re.compile(r"\blorem ipsum\b", re.IGNORECASE),
    re.compile(r"\b(?:TODO|TBA|TBC|TBD|FIXME|XXX)\b"),
    re.compile(
        r"\A(?:sure|certainly|of course|gerne|natürlich|klar|bien sûr|voici|claro|por supuesto|certo|natuurlijk)[,!]"
        r"[^\n]{0,120}\b(?:here(?:['’]s| is| are)|hier (?:ist|sind|is)|voici|aquí (?:está|tienes)|ecco)\b[^\n]{0,80}",
        re.IGNORECASE,
    ),
    re.compile(
        r"\A(?:here(?:['’]s| is)|hier ist|voici|aquí está|ecco) [^\n:]{0,60}\b(?:revised|updated|rewritten|requested"
        r"|überarbeitet\w*|gewünscht\w*|révisée?|revisad[oa]|rivist[oa])\b[^\n]{0,60}:[^\n]{0,20}",
        re.IGNORECASE,
    ),
    re.compile(
        r"\blet me know if you(?:['’]d| would) like me to (?:revise|adjust|change|make|tweak|expand|shorten)\b"
        r"[^\n]{0,80}",
        re.IGNORECASE,
    ),
    re.compile(r"⟦[^\n]{0,80}|</?think(?:ing)?>"),
    re.compile(r"\bReply with the whole of it, revised\b|\bSuggested instead:|\bWhat was found:"),
)


def leftovers(gate: str, text: str) -> list[Finding]:
    """Words that belong to a template, a prompt or a model and not to a finished text: each place, in order."""
    stripped = text.strip()
    places = [found for pattern in LEFTOVERS for found in islice(pattern.finditer(stripped), SHOWN)]
    found = _apart(sorted(places, key=lambda place: place.start()))
    return [Finding(gate, "Leftover", WHY, *_taken_out(stripped, place)) for place in found]


def _taken_out(text: str, found: re.Match[str]) -> tuple[str, str]:
    """The words and what to write instead: nothing, or where they stand more than once the words around them."""
    quote = found.group().strip()
    start = found.start() + found.group().index(quote)
    before, after = phrases.around(text, start, start + len(quote))
    return before + quote + after, before + (after[1:] if before.endswith(" ") else after)


def _apart(places: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Of those that overlap, the first."""
    end = -1
    for found in places:
        if found.start() >= end:
            end = found.end()
            yield found
