"""Whether a text is in the client's language. Where nobody can tell, the rule says so and refuses nothing."""

from functools import cache, lru_cache
from typing import Any, Literal

from tenants import languages
from workflows.engine.checks import words
from workflows.engine.outcomes import Finding

ENOUGH = 12  # words: of less nobody can tell
SURE = 0.9  # of 1
SAME = {"nb": "no", "nn": "no", "wuu": "zh", "yue": "zh", "arz": "ar", "ary": "ar"}
# Close relatives, of which one is taken for the other: a text in one says nothing against the other.
ALIKE = (
    {"hr", "sr", "bs"}, {"id", "ms"}, {"yi", "he"}, {"no", "da"}, {"pt", "gl"}, {"es", "gl", "an"}, {"nl", "af"},
    {"bg", "mk"}, {"ca", "oc"}, {"ga", "gd"}, {"tr", "az", "crh"}, {"el", "grc"}, {"is", "fo"}, {"lv", "ltg"},
)  # fmt: skip
Told = Literal["yes", "no", "short", "unsure", "alike"]


def in_language(gate: str, text: str, language: str) -> list[Finding]:
    told, code = tell(text, language)
    if told != "no":
        return []
    name = languages.of(language).name
    why = f"It is in {_name(code)}; the client’s language is {name}. Write all of it in {name}."
    return [Finding(gate, "Language", why, must_pass=True)]


def untold(text: str, language: str) -> str:
    """Why the language can't be told, in a sentence; "" where it can."""
    told, code = tell(text, language)
    match told:
        case "short":
            return f"Its language can’t be told: it has fewer than {ENOUGH} words."
        case "unsure":
            return "Its language can’t be told for sure."
        case "alike":
            name = languages.of(language).name
            return f"Its language can’t be told: {_name(code)} and {name} look alike to the check."
    return ""


@lru_cache(maxsize=16)
def tell(text: str, language: str) -> tuple[Told, str]:
    """Whether it is in it, and the code of the language that it seems to be in."""
    wanted = _one(language)
    if words.count_words(text) < ENOUGH:
        return "short", ""
    ranked = [(_one(code), float(probability)) for code, probability in _identifier().rank(words.bare(text))]
    code = ranked[0][0]
    if code == wanted:
        return "yes", code
    if wanted in _kin(code):
        return "alike", code
    sure = sum(probability for each, probability in ranked if each in _kin(code)) >= SURE
    return ("no", code) if sure else ("unsure", code)


def knows(language: str) -> bool:
    """Whether the identifier has learned this language at all."""
    return _one(language) in map(_one, _identifier().nb_classes)


def taken_for(language: str) -> list[str]:
    """The listed languages that it is not told apart from, by name."""
    kin = _kin(_one(language)) - {_one(language)}
    return [each.name for each in languages.ALL if languages.base(each.code) in kin]


def _kin(code: str) -> set[str]:
    return {code}.union(*(kin for kin in ALIKE if code in kin))


def _name(code: str) -> str:
    """Of a language, whatever the country or the script."""
    return languages.of(code).name.partition(" (")[0]


def _one(code: str) -> str:
    return SAME.get(languages.base(code), languages.base(code))


@cache
def _identifier() -> Any:
    """Read once in a process, when the first text is looked at: its model takes a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
