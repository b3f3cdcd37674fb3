"""How people head the parts of a brand voice and of constraints. This table is the one place for another language: what
Baton writes itself, and what it knows when others wrote it. Pure.

A heading is known whatever the client's language is: many a German client has English constraints.
"""

import re
from collections.abc import Mapping, Sequence

Said = tuple[str, str]  # as Baton writes it, as a pattern for what people write
OTHERWISE = "en"
HEADINGS: Mapping[str, Mapping[str, Said]] = {
    "en": {
        "who": ("Who we are", r"who we are"),
        "sound": ("How we sound", r"how we sound|tone"),
        "shape": ("The shape of a piece", r"(the )?shape\b"),
        "use": ("Words we use", r"words we (use|like|prefer)"),
        "avoid": ("Words we avoid", r"words we (avoid|don.t use)"),
        "never": (
            "Never say",
            r"never\s+(say|write|use|claim)|(forbidden|banned)\s+(claims?|words?|phrases?|terms?)",
        ),
        "examples": ("Examples that we are proud of", r"(an )?examples?\b"),
    },
    "de": {
        "who": ("Wer wir sind", r"wer wir sind|über uns\b"),
        "sound": ("Wie wir klingen", r"(wie wir klingen|so klingen wir)|(unser )?ton\b|tonfall|tonalität"),
        "shape": ("Der Aufbau eines Textes", r"(der )?aufbau\b|(die )?form\b"),
        "use": (
            "Wörter, die wir verwenden",
            r"(wörter|worte|begriffe),? die wir (verwenden|benutzen|mögen|bevorzugen)",
        ),
        "avoid": (
            "Wörter, die wir vermeiden",
            r"(wörter|worte|begriffe),? die wir (ver)?meiden|zu vermeidende\b",
        ),
        "never": (
            "Niemals sagen",
            r"nie(mals)?\s+(zu\s+)?(sagen|schreiben|verwenden|benutzen|behaupten)"
            r"|(sagen|schreiben|verwenden|benutzen|behaupten)\s+wir\s+nie(mals)?"
            r"|(verbotene|untersagte|unzulässige)\s+(aussagen|wörter|worte|begriffe|formulierungen|phrasen|ausdrücke"
            r"|behauptungen|sätze|versprechen)",
        ),
        "examples": ("Beispiele, auf die wir stolz sind", r"(ein )?beispiele?\b"),
    },
    "fr": {
        "who": ("Qui nous sommes", r"qui (nous sommes|sommes[ -]nous)"),
        "sound": ("Notre ton", r"((notre|le) )?ton\b|tonalité|comment nous (parlons|écrivons)"),
        "shape": ("La forme d’un texte", r"(la )?(forme|structure)\b"),
        "use": (
            "Les mots que nous utilisons",
            r"(les )?mots (que nous (utilisons|aimons|préférons)|à privilégier)",
        ),
        "avoid": ("Les mots que nous évitons", r"(les )?mots (que nous évitons|à éviter)"),
        "never": (
            "À ne jamais dire",
            r"(à\s+)?(ne\s+)?jamais\s+(dire|écrire|utiliser|employer|affirmer)"
            r"|n(e\s+|[’'])(dites|disons|écrivez|écrivons|utilisez|utilisons|employons)\s+jamais"
            r"|(mots|termes|expressions|formules|phrases|affirmations|allégations)\s+(interdite?s|proscrite?s|à\s+proscrire)",
        ),
        "examples": ("Des exemples dont nous sommes fiers", r"((des|les|un) )?exemples?\b"),
    },
    "es": {
        "who": ("Quiénes somos", r"quiénes somos"),
        "sound": ("Cómo sonamos", r"cómo sonamos|((nuestro|el) )?tono\b"),
        "shape": ("La forma de un texto", r"(la )?(forma|estructura)\b"),
        "use": ("Palabras que usamos", r"(las )?palabras que (usamos|utilizamos|preferimos)"),
        "avoid": ("Palabras que evitamos", r"(las )?palabras (que (evitamos|no usamos)|a evitar)"),
        "never": (
            "Nunca decir",
            r"nunca\s+(decir|digas|diga|decimos|escribir|escribimos|usar|usamos|utilizar|afirmar)"
            r"|no\s+(decir|escribir|usar|utilizar)\s+nunca"
            r"|(palabras|frases|términos|expresiones|afirmaciones)\s+prohibid[ao]s",
        ),
        "examples": ("Ejemplos de los que estamos orgullosos", r"((un|los) )?ejemplos?\b"),
    },
    "it": {
        "who": ("Chi siamo", r"chi siamo"),
        "sound": ("Il nostro tono", r"(il )?(nostro )?tono\b|come (parliamo|scriviamo|suoniamo)"),
        "shape": ("La forma di un testo", r"(la )?(forma|struttura)\b"),
        "use": ("Parole che usiamo", r"(le )?parole che (usiamo|preferiamo)"),
        "avoid": ("Parole che evitiamo", r"(le )?parole (che (evitiamo|non usiamo)|da evitare)"),
        "never": (
            "Da non dire mai",
            r"(da\s+)?non\s+(dire|diciamo|scrivere|scriviamo|usare|usiamo|affermare)\s+mai|mai\s+(dire|scrivere|usare)"
            r"|(parole|frasi|termini|espressioni|affermazioni)\s+(vietat[ei]|proibit[ei])",
        ),
        "examples": ("Esempi di cui siamo orgogliosi", r"((un|gli) )?esempio?\b"),
    },
    "nl": {
        "who": ("Wie we zijn", r"wie (we|wij) zijn|over ons\b"),
        "sound": ("Hoe we klinken", r"hoe (we|wij) klinken|(onze )?toon\b"),
        "shape": ("De vorm van een tekst", r"(de )?(vorm|opbouw)\b"),
        "use": ("Woorden die we gebruiken", r"woorden die (we|wij) (graag )?gebruiken"),
        "avoid": ("Woorden die we vermijden", r"woorden die (we|wij) (vermijden|niet gebruiken)"),
        "never": (
            "Nooit zeggen",
            r"nooit\s+(zeggen|schrijven|gebruiken|beweren)|(zeg|schrijf|gebruik)\s+nooit"
            r"|(zeggen|schrijven|gebruiken|beweren)\s+(we|wij)\s+nooit"
            r"|verboden\s+(woorden|uitspraken|claims|termen|zinnen|uitdrukkingen|beweringen)",
        ),
        "examples": ("Voorbeelden waar we trots op zijn", r"(een )?voorbeeld(en)?\b"),
    },
}


def known(part: str) -> re.Pattern[str]:
    """A heading of that part, in any language, from its beginning."""
    return re.compile(rf"^(?:{_any(part)})", re.IGNORECASE)


def within(part: str) -> re.Pattern[str]:
    """The same anywhere within a heading: “What we never say”."""
    return re.compile(rf"\b(?:{_any(part)})\b", re.IGNORECASE)


def written(part: str, language: str) -> str:
    """As Baton heads it for "de" or "de-AT"; in English where it knows none."""
    return HEADINGS[_known_as(language)][part][0]


def language_of(said: Sequence[str], otherwise: str) -> str:
    """The one that most of these headings are of; of two that share them (“La forma”) `otherwise`."""
    counted = {language: _counted(said, parts) for language, parts in HEADINGS.items()}
    best = max(counted, key=lambda language: (*counted[language], language == otherwise))
    return best if any(counted[best]) else otherwise


def _counted(said: Sequence[str], parts: Mapping[str, Said]) -> tuple[int, int]:
    known = [each for each in said if any(re.match(pattern, each, re.I) for _, pattern in parts.values())]
    return len(known), sum(each in [written for written, _ in parts.values()] for each in known)


def has(language: str) -> bool:
    return language.partition("-")[0].lower() in HEADINGS


def _known_as(language: str) -> str:
    return language.partition("-")[0].lower() if has(language) else OTHERWISE


def _any(part: str) -> str:
    return "|".join(parts[part][1] for parts in HEADINGS.values())
