"""Claims that want a source: a figure, a superlative or “studies show”, in a sentence without a link."""

import re

from tenants import languages
from workflows.engine.checks import words
from workflows.engine.outcomes import Finding

CLAIMS = {
    "en": r"\b(?:stud(?:y|ies)|research|surveys?|experts?|scientists?) (?:\w+ )?"
    r"(?:shows?|found|finds?|says?|proves?|agrees?)\b"
    r"|\baccording to\b|\b(?:clinically|scientifically) (?:proven|tested)\b|\bproven to\b|\baward.winning\b"
    r"|\bnumber one\b|#1\b|\bmarket leader\b|\bleading (?:provider|brand|company)\b"
    r"|\b(?:the )?(?:most|best|largest|fastest|cheapest|safest) \w+(?: \w+)? "
    r"(?:in the (?:world|country|market)|ever|available)\b"
    r"|\b\d+(?:[.,]\d+)?\s?(?:%|per ?cent) of\b",
    "de": r"\b(?:Studien?|Umfragen?|Expert\w+|Forsch\w+) (?:\w+ )?(?:zeig\w+|beleg\w+|beweis\w+|sag\w+|fand\w*)\b"
    r"|\blaut (?:einer|einem|dem|der)\b|\bnachweislich\b|\bklinisch (?:getestet|bewiesen)\b|\bMarktführer\b"
    r"|\bNummer eins\b|\bpreisgekrönt\w*\b|\b\d+(?:[.,]\d+)?\s?(?:%|Prozent) (?:der|aller)\b"
    r"|\b(?:beste|größte|schnellste|günstigste|sicherste)\w* \w+ (?:der Welt|Deutschlands|aller Zeiten)\b",
}
LINKED = re.compile(r"\]\(|https?://|\bwww\.|\[\^?\d+\]")


def unsourced(gate: str, text: str, language: str) -> list[Finding]:
    """By the patterns of the language; English where it has none of its own."""
    pattern = re.compile(CLAIMS.get(languages.base(language), CLAIMS["en"]), re.IGNORECASE)
    why = "This claim needs a source: link to it in the sentence, or say it without the claim."
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return [
        Finding(gate, "Claim without a source", why, quote=sentence)
        for line in lines
        for sentence in words.sentences(line)
        if pattern.search(sentence) and not LINKED.search(line)
    ]
