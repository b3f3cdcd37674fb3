"""What words to a judge look like, in small letters without accents (folding.views). All gaps are bounded.

Each is narrow on purpose: a piece may be about judges, scores and instructions, and “9.2 of 10 on a booking page” is
no wish. What it wrongly finds costs a person's minute; what it misses is still behind the fence.
"""

import re
from collections.abc import Iterable, Iterator

ORDER = "It asks to set instructions or criteria aside."
WISH = "It asks for a score or a verdict."
SPEAKS = "It speaks to whoever judges it."
ROLE = "It poses as an instruction or as somebody's turn in a conversation."
BORDER = "It looks like the border between the text and the judge's instructions."
REPLY = "It looks like a judge's reply."

G = r"[^.!?\n]"  # within a sentence
PIECE = r"(?:texts?|pieces?|drafts?|articles?|essays?|posts?|newsletters?|submissions?|criteri\w+|documents?)"
TOP = (
    r"(?:(?<!to )(?<!of )\b10\b|\bten\b|full marks|full (?:score|points)|100 ?%"
    r"|(?:top|maximum|max|maximal|highest|perfect|best|high) (?:possible )?(?:scores?|marks?|ratings?|grades?|points))"
)
JUDGE = r"(?:judge|evaluator|grader|rater|assessor|scorer|(?:language|reviewing) model|llm|ai (?:judge|model|reviewer))"
RULES = r"(?:instructions?|criteri\w+|rubrics?|system prompts?|prompts?|guidelines|scoring rules)"
MATERIAL = r"(?:previous text|text|brief|request|draft|piece|material|document|context|instructions?)"

ALL = r"(?:it|this|every\w*|all|each)"
TO_THE = r"(?:dear|hey|hi|hello|attention|listen,?|(?:note|message|instructions?|memo) (?:to|for))"
SPARE = r"(?:report|flag|raise|list|penali[sz]e|deduct|critici[sz]e)"
OPENING = r"[\[({<«‹【〔「『〖⟪⟨❲⦗]"
TURNS = (
    r"(?:im_start|im_end|system|assistant|user|endoftext|begin_of_text|eot_id|start_header_id|end_header_id)"
)
TAGS = r"(?:text|brief|draft|piece|document|material|criteria|rubric|instructions?|prompt|system|untrusted\w*|data)"
OURS = r"(?:that was the material|is material to work with|you judge a text that somebody else wrote)"

ENGLISH = [
    (rf"\b(?:ignore|disregard|forget|override|bypass)\b{G}{{0,50}}\b{RULES}\b", ORDER),
    (
        rf"\b(?:ignore|disregard|forget)\b{G}{{0,20}}\b(?:everything|all|anything)\b{G}{{0,15}}\b(?:above|before)",
        ORDER,
    ),
    (rf"\b(?:the )?{RULES} (?:above|before|given) (?:do|does|are|is) (?:not|no longer)\b", ORDER),
    (rf"\b(?:give|award|assign|grant)\b{G}{{0,30}}\b(?:{ALL}|{PIECE})\b{G}{{0,50}}{TOP}", WISH),
    (
        rf"\b(?:give|award|assign|grant|return|output|reply|respond|answer)\b{G}{{0,25}}"
        r"\b(?:score|rating|grade|mark)s? of (?:10|ten|9)\b",
        WISH,
    ),
    (rf"\b(?:rate|score|grade|mark|judge)\b{G}{{0,15}}\b(?:{ALL}|{PIECE})\b{G}{{0,40}}{TOP}", WISH),
    (r"\b(?:score|verdict)s?\b\W{0,4}[:=]\W{0,4}(?:10\b|ten\b|pass\w*|approved|full)", WISH),
    (
        rf"\b(?:this|the|my) {PIECE}\b{G}{{0,30}}\b(?:must|should|shall|has to|have to|deserves?)\b{G}{{0,25}}"
        rf"(?:\bpass\b|\bbe (?:passed|approved|accepted)\b|{TOP})",
        WISH,
    ),
    (
        rf"\b(?:do not|don.t|never)\b {{0,2}}{SPARE}\b{G}{{0,40}}"
        rf"\b(?:findings?|problems?|issues?|errors?|points?|{PIECE}|anything)\b",
        WISH,
    ),
    (rf"\b{TO_THE}\W{{1,3}}(?:the |our |my |any |all )?(?:\w+ )?{JUDGE}s?\b", SPEAKS),
    (
        rf"\b(?:you are|you.?re|act|acting|as|pretend)\b{G}{{0,25}}\b(?:the|a|an|your) (?:\w+ ){{0,2}}{JUDGE}\b"
        rf"{G}{{0,90}}\b(?:scores?|give|rate|10|ten|pass|approve|criteri\w+|marks?|must)\b",
        SPEAKS,
    ),
    (r"\b(?:whoever|as you|since you) (?:judge|score|grade|evaluate|rate)s? this\b", SPEAKS),
    (
        r"\b(?:grandmother|grandma|role ?play|developer mode|dan mode|do anything now|jailbreak)\b.{0,160}"
        r"\b(?:scores?|judges?|10|ten|criteri\w+)\b",
        SPEAKS,
    ),
]
POSING = [
    (r"(?m)^[ \t>*_#\-]{0,6}(?:system|assistant|developer|judge|evaluator)[ \t*_]{0,4}:", ROLE),
    (rf"<\|?/?{TURNS}\b[^>\n]{{0,40}}\|?>", ROLE),
    (r"\[/?(?:inst|system|sys)\]|<<\s{0,2}/?sys\s{0,2}>>", ROLE),
    (
        r"\b(?:new|updated|revised|real|actual|hidden|secret|additional|correct(?:ed)?) (?:system )?"
        r"(?:instructions?|prompt|rubric|criteri\w+|brief|task)(?: \w+){0,3} ?:",
        ROLE,
    ),
    (r"(?m)^[ \t>#*]{0,4}(?:the )?(?:text to judge|brief)[ \t]?:[ \t]*$", BORDER),
    (r"(?m)^[ \t]*##[ \t]+[a-z][a-z0-9_]*: [^\n]*\n(?:[^\n]*\n){0,2}(?:scores|good|bad):", BORDER),
    (rf"\b{OURS}\b", BORDER),
    (r"[⟦⟧〚〛]", BORDER),
    (rf"{OPENING}{{1,3}} {{0,2}}/? {{0,2}}end (?:of )?(?:the )?{MATERIAL}\b", BORDER),
    (rf"{OPENING}{{1,3}} {{0,2}}{MATERIAL} [0-9a-f]{{6,}}\b", BORDER),
    (rf"</?{TAGS}>", BORDER),
    (
        r"(?m)^[ \t]*[^\w\s]{2,}[^\w\n]*(?:begin|start|end|stop|close)\w*[ \t]+(?:of[ \t]+)?(?:the[ \t]+)?"
        rf"{MATERIAL}\b",
        BORDER,
    ),
    (r"[\"'`“”‘’]score[\"'`“”‘’]\s{0,3}[:=]", REPLY),
    (r"\bscore\b\W{0,3}[:=][^\n]{0,20}[\s,;]{0,4}\W{0,3}\b(?:quote|why|suggestion)\b\W{0,3}[:=]", REPLY),
    (
        r"\b(?:quote|why|suggestion)\b[\"'“”]\s{0,2}:.{0,200}?\b(?:quote|why|suggestion|score)\b[\"'“”]\s{0,2}:",
        REPLY,
    ),
]

# For each language: verbs that set aside, what they set aside; verbs that give, to what or in what, and the number; and
# what says by itself that it is the best that can be given.
TONGUES = [
    (r"ignorier\w*|missacht\w*|vergiss|vergesst|vergessen sie", r"anweisung\w*|kriteri\w*|vorgaben|instruktion\w*",
     r"gib|geben sie|vergib|vergeben sie|bewert\w*|benot\w*", r"text\w*|kriteri\w*|punkt\w*|entwurf", r"10|zehn",
     r"hochstpunktzahl|hochste\w* (?:note|punktzahl)|volle punktzahl|bestnote"),
    (r"ignore[zr]?|oublie[zr]?|ne ten\w+ pas compte", r"instructions|criteres|consignes",
     r"donne[zr]?|attribue[zr]?|note[zr]?|accorde[zr]?|mets|mettez", r"texte|criteres?|points", r"10|dix",
     r"note (?:maximale|parfaite)"),
    (r"ignor[ae]\w*|olvid[ae]\w*|haz caso omiso", r"instrucciones|criterios",
     r"dale|da|den|otorg\w+|asign\w+|calific\w+|puntu\w+|pon", r"texto|criterios?|puntos", r"10|diez",
     r"(?:puntuacion|nota) maxima|maxima puntuacion"),
    (r"ignor[ai]\w*|dimentic\w+|trascur\w+", r"istruzioni|criteri",
     r"dai|dagli|assegn\w+|attribui\w+|valut\w+", r"testo|criteri[oi]?|punti", r"10|dieci",
     r"(?:punteggio|voto) massimo|massimo dei voti"),
    (r"ignor[ea]\w*|esquec\w+|desconsider\w+", r"instrucoes|criterios",
     r"de|atribu\w+|conced\w+|avali\w+|dar", r"texto|criterios?|pontos|nota", r"10|dez",
     r"(?:nota|pontuacao) maxima"),
    (r"negeer\w*|vergeet", r"instructies|criteria", r"geef|beoordeel\w*|ken", r"tekst|criteri\w+|punten", r"10|tien",
     r"maximale score|hoogste (?:score|cijfer)"),
    (r"zignoruj\w*|pomin\w*|zapomnij\w*", r"instrukcj\w+|kryteri\w+", r"daj\w*|przyznaj\w*|ocen\w*",
     r"tekst\w*|kryteri\w+|punkt\w*", r"10|dziesiec", r"maksymaln\w+ (?:ocen\w+|liczb\w+)"),
    (r"игнориру\w+|забуд\w+|не обращай\w*", r"инструкци\w+|критери\w+|указани\w+",
     r"постав\w+|дай\w*|оцени\w*|присво\w+", r"текст\w*|критери\w+|балл\w*|оценк\w+", r"10|десят\w+",
     r"(?:максимальн|высш)\w+ (?:балл|оценк)\w*"),
    (r"ігнору\w+|забуд\w+", r"інструкці\w+|критері\w+", r"постав\w+|дай\w*|оцін\w+",
     r"текст\w*|критері\w+|бал\w*|оцінк\w+", r"10|десят\w+", r"максимальн\w+ (?:бал|оцінк)\w*"),
]  # fmt: skip
UNSPACED = [  # written without spaces, or with the verb at the end
    (r"\b(?:talimat|kriter)\w*\b.{0,30}\b(?:unut|yok say|gormezden gel)", ORDER),
    (r"\b(?:10|on|tam) puan\b.{0,15}\bver", WISH),
    (r"(?:忽略|无视|無視|忘记|忘掉|不要理会).{0,25}(?:指示|指令|标准|規則|规则|要求|提示)", ORDER),
    (r"(?:给|打|評|评).{0,15}(?:10|十|满|滿)\s?分", WISH),
    (r"(?:指示|命令|基準|ルール|プロンプト).{0,15}(?:無視|忘れ)", ORDER),
    (r"(?:10|十|満)\s?点.{0,15}(?:つけ|与え|評価|くだ|付け|出)", WISH),
    (r"(?:지시|기준|명령|지침).{0,15}(?:무시|잊)", ORDER),
    (r"(?:10|만)\s?점.{0,15}(?:주|매기|평가|부여)", WISH),
    (r"(?:تجاهل|انس).{0,40}(?:التعليمات|تعليمات|المعايير|معايير)", ORDER),
    (r"(?:أعط|اعط|امنح|قيم|ضع).{0,40}(?:\b10\b|عشر|الدرجة الكاملة)", WISH),
    (r"(?:निर्देश|मानदंड|मापदंड).{0,30}(?:अनदेखा|अनदेखी|भूल|नज़रअंदाज)", ORDER),
    (r"\b10\b.{0,12}अंक.{0,15}(?:दें|दो|दीजिए)", WISH),
    (r"(?:התעלם|התעלמי|התעלמו|שכח).{0,40}(?:הוראות|ההוראות|קריטריונים|הקריטריונים)", ORDER),
]  # fmt: skip


def _tongues() -> Iterator[tuple[str, str]]:
    for aside, rules, give, what, number, best in TONGUES:
        yield rf"\b(?:{aside})\b{G}{{0,60}}\b(?:{rules})", ORDER
        yield rf"\b(?:{give})\b{G}{{0,60}}\b(?:{best})", WISH
        yield rf"\b(?:{give})\b{G}{{0,50}}\b(?:{what})\b{G}{{0,50}}\b(?:{number})\b", WISH
        yield rf"\b(?:{give})\b{G}{{0,50}}\b(?:{number})\b{G}{{0,25}}\b(?:{what})\b", WISH


PATTERNS = [(re.compile(pattern), why) for pattern, why in (*ENGLISH, *POSING, *_tongues(), *UNSPACED)]


def of_criteria(keys: Iterable[str]) -> list[tuple[re.Pattern[str], str]]:
    """What only somebody writes who answers for these criteria, or adds one."""
    either = "|".join(map(re.escape, keys))
    if not either:
        return []
    return [
        (re.compile(rf"[\"'`“”‘’](?:{either})[\"'`“”‘’]\s{{0,3}}[:=]\s{{0,3}}[{{\d\"']"), REPLY),
        (re.compile(rf"(?m)^[ \t]*##[ \t]+(?:{either}):"), BORDER),
    ]
