"""Whether a text is in the client's language."""

from functools import cache
from typing import Any

from workflows.engine.checks import words
from workflows.engine.outcomes import Finding

ENOUGH = 12  # words: of less nobody can tell
SURE = 0.9  # of 1
NAMES = {
    "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fi": "Finnish",
    "fr": "French", "hu": "Hungarian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
SAME = {"nb": "no", "nn": "no"}


def in_language(gate: str, text: str, language: str) -> list[Finding]:
    wanted = _one(language)
    if len(words.words(text)) < ENOUGH:
        return []
    code, probability = _identifier().classify(" ".join(words.words(text)))
    if _one(code) == wanted or probability < SURE:
        return []
    name = NAMES.get(wanted, wanted)
    why = (
        f"It is in {NAMES.get(_one(code), code)}; the client’s language is {name}. Write all of it in {name}."
    )
    return [Finding(gate, "Language", why, must_pass=True)]


def _one(code: str) -> str:
    short = code.lower()[:2]
    return SAME.get(short, short)


@cache
def _identifier() -> Any:
    """Read once in a process, when the first text is looked at: its model takes a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
