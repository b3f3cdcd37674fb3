"""Headings in the languages that Baton reads: what rules check, and the parts of a voice."""

import pytest

from memory import documents, headings
from memory.phrases import forbidden
from memory.voice import Voice, Word
from memory.voice_markdown import as_markdown, from_markdown
from tenants import languages
from tenants.models import Client
from tenants.scope import tenant_tx
from tests.reading import html_of

GERMAN = (
    "# Markenstimme\n\n## Wer wir sind\n\nEine Bäckerei.\n\n## Unser Ton\n\nFreundlich.\n\n"
    "## Verbotene Aussagen\n\n- „garantiert“\n- „der Beste“"
)


@pytest.mark.parametrize(
    "heading",
    [
        "Verbotene Aussagen", "Was wir niemals sagen", "Das sagen wir nie", "Unzulässige Formulierungen",
        "Mots interdits", "À ne jamais dire", "Ce que nous n’écrivons jamais", "Affirmations à proscrire",
        "Palabras prohibidas", "Lo que nunca decimos", "No decir nunca",
        "Da non dire mai", "Parole vietate", "Quello che non diciamo mai",
        "Nooit zeggen", "Verboden woorden", "Wat zeggen we nooit", "Never say", "Forbidden claims",
    ],
)  # fmt: skip
def test_what_is_never_said_is_read_in_each(heading):
    assert forbidden(f"## {heading}\n\n- gratis") == ["gratis"]


@pytest.mark.parametrize(
    "heading", ["Was wir sagen", "Nos mots", "Palabras", "Niemand", "Le parole", "Woorden", "Neverland"]
)
def test_others_are_not(heading):
    assert forbidden(f"## {heading}\n\n- gratis") == []


@pytest.mark.parametrize("language", headings.HEADINGS)
@pytest.mark.parametrize("part", headings.HEADINGS["en"])
def test_what_baton_writes_it_knows_and_takes_for_nothing_else(language, part):
    heading = headings.written(part, language)
    assert [each for each in headings.HEADINGS["en"] if headings.known(each).search(heading)][:1] == [part]
    assert headings.language_of([heading], "") == language
    assert any(each.code == language for each in languages.ALL)


@pytest.mark.parametrize("language", headings.HEADINGS)
def test_a_voice_comes_back_in_each(language):
    voice = Voice(
        who="Bäcker.", sound="Warm.", use=("Brot",), avoid=(Word(name="billig"),), never=("gratis",)
    )
    text = as_markdown(voice, language=language)
    assert from_markdown(text) == voice
    assert forbidden(text) == ["gratis"]


def test_headings_stay_as_people_wrote_them():
    voice = from_markdown(GERMAN)
    assert (voice.who, voice.sound, voice.never) == (
        "Eine Bäckerei.",
        "Freundlich.",
        ("garantiert", "der Beste"),
    )
    changed = voice.model_copy(update={"use": ("Brot",)})
    text = as_markdown(changed, "Markenstimme", before=GERMAN)
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Wer wir sind", "## Unser Ton", "## Wörter, die wir verwenden", "## Verbotene Aussagen",
    ]  # fmt: skip


def test_a_remark_never_becomes_part_of_a_phrase():
    text = "## Never say\n\n- risk-free — the regulator"
    assert forbidden(as_markdown(from_markdown(text))) == forbidden(text) == ["risk-free"]


def test_the_page_says_what_rules_check_and_where_they_check_nothing(cast, browse):
    ours = cast.ours.client
    with tenant_tx(ours.pk, agency=cast.ours.agency.pk):
        Client.objects.filter(pk=ours.pk).update(language="de-AT")
        voice = documents.add_text(ours, GERMAN, "voice", "Stimme")
        silent = documents.add_text(ours, "## Zakazane słowa\n\n- tani", "constraints", "Zakazy")
        facts = documents.add_text(ours, "Zwölf Zimmer.", "facts", "Zimmer")
    pages = {
        each.pk: html_of(browse(cast.ours.editor).get(f"/admin/memory/document/{each.pk}/change/"))
        for each in (voice, silent, facts)
    }
    assert (
        "2 phrases that rules steps check" in pages[voice.pk]
        and "“garantiert”, “der Beste”" in pages[voice.pk]
    )
    assert "Rules steps check nothing of this document" in pages[silent.pk]
    assert "a heading such as “Niemals sagen”" in " ".join(pages[silent.pk].split())
    assert "English, German, French, Spanish, Italian, Dutch" in pages[silent.pk]
    for page in (pages[voice.pk], pages[facts.pk]):
        assert "check nothing" not in page
