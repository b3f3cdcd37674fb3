"""Claims that want a source: a figure, a superlative or “studies show”, in a sentence without a link."""

import re
from itertools import pairwise

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
    "fr": r"\b(?:des|les|une|plusieurs) (?:études?|recherches|enquêtes?|experts?|scientifiques) (?:\w+ )?"
    r"(?:montrent?|prouvent?|démontrent?|révèlent?|disent|affirment)\b"
    r"|\b(?:selon|d['’]après) (?:\w+ |l['’]){1,2}(?:études?|enquêtes?|sondages?|recherches?|experts?|chercheurs)\b"
    r"|\b(?:scientifiquement|cliniquement) (?:prouvée?s?|testée?s?)\b"
    r"|\bnuméro un\b|\bn° ?1\b|\bleader (?:du marché|mondial|français)\b|\bprimée?s?\b"
    r"|\b(?:le|la|les) (?:meilleure?s?|plus \w+) (?:\w+ ){1,3}(?:du monde|de France|du marché)\b"
    r"|\b\d+(?:[.,]\d+)?\s?% (?:des|de)\b",
    "es": r"\b(?:estudios?|investigaciones|encuestas?|expertos|científicos) (?:\w+ )?"
    r"(?:muestran?|demuestran?|prueban?|revelan?|afirman|dicen)\b"
    r"|\bsegún (?:\w+ ){1,2}(?:estudios?|encuestas?|expertos|informes?|investigaci\w+)\b"
    r"|\b(?:científica|clínica)mente (?:probad|comprobad|testad)\w+"
    r"|\bnúmero uno\b|\blíder(?:es)? (?:del mercado|mundial(?:es)?|del sector)\b|\bgalardonad\w+"
    r"|\b(?:el|la|los|las) (?:mejor(?:es)?|más \w+)(?: \w+){0,3} (?:del mundo|de España|del mercado)\b"
    r"|\b\d+(?:[.,]\d+)?\s?% de\b",
    "it": r"\b(?:studi|uno studio|ricerche|sondaggi|esperti|scienziati) (?:\w+ )?"
    r"(?:mostra\w*|dimostra\w*|prova\w*|rivela\w*|afferma\w*|dicono)\b"
    r"|\bsecondo (?:\w+ |un['’]){1,2}(?:studi|studio|ricerc\w+|sondagg\w+|indagin\w+|esperti)\b"
    r"|\b(?:scientifica|clinica)mente (?:provat|testat|dimostrat)\w+"
    r"|\bnumero uno\b|\bleader (?:di mercato|mondiale|del settore)\b|\bpremiat\w+"
    r"|\b(?:il|la|i|le) (?:miglior\w*|più \w+)(?: \w+){0,3} (?:del mondo|al mondo|d['’]Italia|sul mercato)\b"
    r"|\b\d+(?:[.,]\d+)?\s?% d(?:i|el|ei|egli|ella|elle)\b",
    "nl": r"\b(?:studies?|onderzoek|enquêtes?|experts?|deskundigen|wetenschappers) (?:\w+ )?"
    r"(?:toont|tonen|bewijst|bewijzen|blijkt|zeggen|laten zien|laat zien|wijst uit)\b"
    r"|\bvolgens (?:\w+ ){0,2}(?:onderzoek\w*|studies?|experts|deskundigen|enquêtes?)\b"
    r"|\b(?:wetenschappelijk|klinisch) (?:bewezen|getest)\b|\bnummer één\b"
    r"|\bmarktleider\b|\bbekroonde?\b|\b(?:de|het) (?:beste|grootste|snelste|goedkoopste|veiligste)(?: \w+){0,3} "
    r"(?:ter wereld|van Nederland|op de markt)\b|\b\d+(?:[.,]\d+)?\s?(?:%|procent) van\b",
    "pt": r"\b(?:estudos?|pesquisas?|inquéritos?|especialistas|cientistas) (?:\w+ )?"
    r"(?:mostram?|demonstram?|provam?|revelam?|afirmam|dizem)\b"
    r"|\bsegundo (?:\w+ ){0,2}(?:estudos?|pesquisas?|inquéritos?|especialistas)\b"
    r"|\b(?:cientifica|clinica)mente (?:provad|comprovad|testad)\w+"
    r"|\bnúmero um\b|\blíder(?:es)? (?:de mercado|do mercado|mundia(?:l|is)|do setor)\b|\bpremiad\w+"
    r"|\b(?:o|a|os|as) (?:melhor(?:es)?|mais \w+)(?: \w+){0,3} (?:do mundo|do Brasil|de Portugal|do mercado)\b"
    r"|\b\d+(?:[.,]\d+)?\s?% d(?:e|os|as|o|a)\b",
}
LINKED = re.compile(r"\]\(|https?://|\bwww\.|\[\^?\d+\]")
SOURCE = re.compile(r"\W*(?:\[\^?\d+\]|(?:\w+:\s*)?(?:\[[^\]]*\]\(|https?://|www\.)\S*\W*$)")
"""A note or a link that stands by itself after the sentence: “[1]”, “(Source: [the survey](…))”."""


def unsourced(gate: str, text: str, language: str) -> list[Finding]:
    """By the patterns of the language; English where it has none of its own."""
    pattern = re.compile(CLAIMS.get(languages.base(language), CLAIMS["en"]), re.IGNORECASE)
    why = "This claim needs a source: link to it in the sentence, or say it without the claim."
    found = (
        sentence
        for line in text.splitlines()
        for sentence, after in pairwise([*words.sentences(line), ""])
        if pattern.search(sentence) and not LINKED.search(sentence) and not SOURCE.match(after)
    )
    return [Finding(gate, "Claim without a source", why, quote=sentence) for sentence in found]
