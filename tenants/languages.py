"""The languages that clients write in: the one list of them. Pure, so that the engine may read it too.

`words` is how search takes a text apart: by the forms of a word as Postgres knows them (of Polish it knows none), by
pairs of characters ("pairs"), or by the words as they stand ("simple"). `stemmer` is Snowball's, for the rules.
"""

from dataclasses import dataclass

PAIRS = "pairs"
SIMPLE = "simple"


@dataclass(frozen=True)
class Language:
    code: str  # ISO 639-1, with a script or a country where it matters: "zh-Hant"
    name: str  # in English, as models and people of the house are told
    own: str  # in itself
    words: str = SIMPLE
    stemmer: str = ""
    rtl: bool = False
    spaced: bool = True  # whether spaces stand between its words
    closed: bool = True  # whether a mark ends its sentences

    @property
    def direction(self) -> str:
        return "rtl" if self.rtl else "ltr"

    @property
    def label(self) -> str:
        """“German · Deutsch”"""
        return self.name if self.own == self.name else f"{self.name} · {self.own}"


def _stemmed(code: str, name: str, own: str, algorithm: str = "", rtl: bool = False) -> Language:
    """One whose forms of words Postgres and Snowball know by the same name."""
    named = algorithm or name.lower()
    return Language(code, name, own, named, named, rtl)


ALL = (
    _stemmed("ar", "Arabic", "العربية", rtl=True),
    _stemmed("hy", "Armenian", "Հայերեն"),
    _stemmed("eu", "Basque", "Euskara"),
    Language("bn", "Bengali", "বাংলা"),
    Language("bg", "Bulgarian", "Български"),
    _stemmed("ca", "Catalan", "Català"),
    Language("zh-Hans", "Chinese (simplified)", "简体中文", PAIRS, spaced=False),
    Language("zh-Hant", "Chinese (traditional)", "繁體中文", PAIRS, spaced=False),
    Language("hr", "Croatian", "Hrvatski"),
    Language("cs", "Czech", "Čeština", stemmer="czech"),
    _stemmed("da", "Danish", "Dansk"),
    _stemmed("nl", "Dutch", "Nederlands"),
    _stemmed("en", "English", "English"),
    _stemmed("et", "Estonian", "Eesti"),
    _stemmed("fi", "Finnish", "Suomi"),
    _stemmed("fr", "French", "Français"),
    _stemmed("de", "German", "Deutsch"),
    _stemmed("el", "Greek", "Ελληνικά"),
    Language("he", "Hebrew", "עברית", rtl=True),
    _stemmed("hi", "Hindi", "हिन्दी"),
    _stemmed("hu", "Hungarian", "Magyar"),
    Language("is", "Icelandic", "Íslenska"),
    _stemmed("id", "Indonesian", "Bahasa Indonesia"),
    _stemmed("ga", "Irish", "Gaeilge"),
    _stemmed("it", "Italian", "Italiano"),
    Language("ja", "Japanese", "日本語", PAIRS, spaced=False),
    Language("ko", "Korean", "한국어", PAIRS),
    Language("lv", "Latvian", "Latviešu"),
    _stemmed("lt", "Lithuanian", "Lietuvių"),
    Language("ms", "Malay", "Bahasa Melayu"),
    _stemmed("ne", "Nepali", "नेपाली"),
    _stemmed("no", "Norwegian", "Norsk"),
    Language("fa", "Persian", "فارسی", stemmer="persian", rtl=True),
    Language("pl", "Polish", "Polski", stemmer="polish"),
    _stemmed("pt", "Portuguese", "Português"),
    _stemmed("pt-BR", "Portuguese (Brazil)", "Português do Brasil", "portuguese"),
    _stemmed("ro", "Romanian", "Română"),
    _stemmed("ru", "Russian", "Русский"),
    _stemmed("sr", "Serbian", "Српски / srpski"),
    Language("sk", "Slovak", "Slovenčina"),
    Language("sl", "Slovenian", "Slovenščina"),
    _stemmed("es", "Spanish", "Español"),
    _stemmed("sv", "Swedish", "Svenska"),
    _stemmed("ta", "Tamil", "தமிழ்"),
    Language("th", "Thai", "ไทย", PAIRS, spaced=False, closed=False),
    _stemmed("tr", "Turkish", "Türkçe"),
    Language("uk", "Ukrainian", "Українська"),
    Language("ur", "Urdu", "اردو", rtl=True),
    Language("vi", "Vietnamese", "Tiếng Việt"),
    _stemmed("yi", "Yiddish", "ייִדיש", rtl=True),
)
_BY_CODE = {language.code.lower(): language for language in ALL}
_BY_BASE = {language.code.partition("-")[0]: language for language in reversed(ALL)}


def of(code: str) -> Language:
    """ "de-AT" is German. One that isn't listed is called by its code, and nothing more is known of it."""
    known = _BY_CODE.get(code.lower()) or _BY_BASE.get(base(code))
    return known or Language(code, code, code)


def base(code: str) -> str:
    """ "de" of "de-AT"."""
    return code.lower().partition("-")[0]


def choices() -> list[tuple[str, str]]:
    return [(language.code, language.name) for language in ALL]


def labels() -> list[tuple[str, str]]:
    """With their own names, so that either is found."""
    return [(language.code, language.label) for language in ALL]
