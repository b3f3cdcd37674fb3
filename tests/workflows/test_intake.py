import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants.scope import tenant_tx
from tests.workflows import leaflet
from workflows.answers import Lines
from workflows.engine.definition import Field
from workflows.intake import BadBrief, Checked, Problem, check, posted, start
from workflows.models import Run, Workflow

OPTIONS = ("formal", "playful", "plain, short")
KINDS = ("line", "text", "number", "date", "choice", "choices", "url", "list", "yes_no")
FORM = tuple(Field(key=kind, label=kind.title(), kind=kind, options=OPTIONS) for kind in KINDS)

patient = settings(suppress_health_check=[HealthCheck.too_slow])  # for a busy machine
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def one(kind: str, raw, **settings) -> Checked:
    settings = {"label": "Answer", "options": OPTIONS} | settings
    return check([Field(key="a", kind=kind, **settings)], {"a": raw})


def kept(kind: str, raw, **settings):
    checked = one(kind, raw, **settings)
    assert checked.ok, checked.problems
    return checked.values["a"]


def sentence(kind: str, raw, **settings) -> str:
    (problem,) = one(kind, raw, **settings).problems
    assert problem.field == "a"
    return problem.sentence


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("line", "  Spring menu ", "Spring menu"),
        ("line", "Zoë’s 👩‍🍳 menu\t2026", "Zoë’s 👩‍🍳 menu\t2026"),
        ("text", "one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("number", 12, 12),
        ("number", 0, 0),
        ("number", -1.5, -1.5),
        ("number", " 750 ", 750),
        ("number", "+0.10", 0.1),
        ("number", Decimal("2.50"), 2.5),
        ("number", Decimal("1E+3"), 1000),
        ("date", "2026-11-30", "2026-11-30"),
        ("date", date(2026, 11, 30), "2026-11-30"),
        ("choice", " formal ", "formal"),
        ("choices", ["playful", "formal", "playful"], ["playful", "formal"]),
        ("choices", ["plain, short"], ["plain, short"]),
        ("url", "https://example.org/menu?day=1#top", "https://example.org/menu?day=1#top"),
        ("url", "HTTP://[::1]:8000/", "HTTP://[::1]:8000/"),
        ("list", ["a, b", " c ", ""], ["a, b", "c"]),
        ("list", ("a", "a"), ["a", "a"]),
        ("list", Lines("first\r\n\r\n  second  \n"), ["first", "second"]),
        ("yes_no", True, True),
        ("yes_no", False, False),
        ("yes_no", "on", True),
        ("yes_no", "No", False),
    ],
)
def test_it_reads_what_forms_and_json_send(kind, raw, value):
    read = kept(kind, raw)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("kind", "raw", "says"),
    [
        ("line", "a\nb", "“Answer” must be one line; this has 2."),
        ("line", "a\u2028b", "must be one line"),
        ("line", 12, "must be text, not a number."),
        ("line", ["a"], "must be text, not a list."),
        ("text", {"a": 1}, "must be text, not an object."),
        ("text", "a\x00b", "can't be kept (U+0000); paste it again as plain text."),
        ("text", "a\ud800b", "can't be kept (U+D800)"),
        ("number", "about 800", "must be a number like 750 or 12.5, not “about 800”."),
        ("number", "1,000", "not “1,000”"),
        ("number", "١٢", "must be a number"),
        ("number", True, "must be a number, not yes or no."),
        ("number", float("nan"), "too big a number"),
        ("number", float("inf"), "too big a number"),
        ("number", 10**15, "too big a number"),
        ("number", "9" * 5000, "must be a number"),
        ("number", "0.12345678901234567891", "more digits than can be kept"),
        ("number", Decimal("NaN"), "must be a number"),
        ("date", "30.11.2026", "must be a date like 2026-11-30, not “30.11.2026”."),
        ("date", "20261130", "must be a date like"),
        ("date", "2026-02-30", "must be a date that exists, and 2026-02-30 doesn't."),
        ("date", datetime(2026, 11, 30, 8), "not a date with a time"),
        ("date", 20261130, "must be a date like 2026-11-30, not a number."),
        ("choice", "angry", "must be one of: formal, playful, plain, short. “angry” isn't."),
        ("choice", ["formal"], "must be text, not a list."),
        ("choices", ["formal", "angry"], "“angry” isn't."),
        ("choices", True, "must be a list, not yes or no."),
        ("url", "example.org", "must be a web address that begins with https:// or http://"),
        ("url", "javascript:alert(1)", "begins with https://"),
        ("url", "https://", "must be a web address"),
        ("url", "https://exa mple.org", "must be a web address"),
        ("url", "https://[::1", "must be a web address"),
        ("url", "https://example.org:port/", "must be a web address"),
        ("url", "https://user:pass@example.org/", "must not carry a user name or password"),
        ("list", ["a", 2], "has a wrong entry: number 2 must be text, not a number."),
        ("list", ["a\nb"], "number 1 must be one line."),
        ("list", ["a", "b\x07"], "number 2 has a character that can't be kept (U+0007)"),
        ("list", 3, "must be a list, not a number."),
        ("list", "one entry", "must be a list, not text."),
        ("choices", "formal", "must be a list, not text."),
        ("yes_no", "maybe", "must be yes or no, not “maybe”."),
        ("yes_no", 1, "must be yes or no, not a number."),
    ],
)
def test_it_says_what_is_wrong_in_plain_words(kind, raw, says):
    assert says in sentence(kind, raw)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nothing", [None, "", " \t\n", "\u200b\ufeff"])
def test_it_asks_for_a_required_answer_and_names_an_optional_one(kind, nothing):
    assert sentence(kind, nothing) == "“Answer” needs an answer."
    assert kept(kind, nothing, required=False) == ([] if kind in ("list", "choices") else None)


@pytest.mark.parametrize("kind", ["list", "choices"])
def test_it_counts_a_list_of_blanks_as_no_answer(kind):
    assert sentence(kind, ["", "  "]) == "“Answer” needs an answer."


def test_it_takes_no_for_an_answer():
    assert kept("yes_no", "off") is False


def test_it_holds_the_fields_own_limit():
    assert kept("line", " abc ", max_length=3) == "abc"
    assert sentence("line", "abcd", max_length=3).endswith("may have 3 characters at most; this has 4.")
    assert sentence("list", ["a", "b", "c"], max_length=2).endswith("may have 2 entries at most; this has 3.")


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("line", "a" * 1_001),
        ("text", "a" * 200_001),
        ("url", "https://example.org/" + "a" * 2_000),
        ("list", ["a"] * 501),
        ("list", ["a" * 2_001]),
    ],
)
def test_it_refuses_absurd_sizes_whatever_the_field_allows(kind, raw):
    assert "at most" in sentence(kind, raw, max_length=10**9)


def test_it_names_all_problems_at_once_in_the_order_of_the_form():
    fields = [Field(key="topic", label="Topic"), Field(key="words", label="Words", kind="number")]
    checked = check(fields, {"words": "many", "topik": "Spring", "client": 7})
    assert checked.problems == (
        Problem("topic", "“Topic” needs an answer.", "needs an answer."),
        Problem(
            "words",
            "“Words” must be a number like 750 or 12.5, not “many”.",
            "must be a number like 750 or 12.5, not “many”.",
        ),
        Problem("topik", "There is no field “topik” in this form; did you mean “topic”?"),
        Problem("client", "There is no field “client” in this form; it has: topic, words."),
    )
    assert [problem.beside for problem in checked.problems][0::2] == [
        "Needs an answer.",
        "There is no field “topik” in this form; did you mean “topic”?",
    ]


def test_it_keeps_the_list_of_unknown_fields_short():
    problems = check([], {f"x{n}" * 200: n for n in range(5_000)}).problems
    assert len(problems) == 21
    assert problems[0].sentence.endswith("this form asks nothing.")
    assert problems[-1] == Problem("", "4,980 more fields aren't in this form either.")
    assert all(len(problem.sentence) < 200 for problem in problems)


def test_it_falls_back_to_the_key_where_a_field_has_no_label():
    assert sentence("line", "", label="").startswith("“a” needs")


def test_it_takes_a_submitted_form_apart():
    data = QueryDict("brief-line=Hi&brief-choices=formal&brief-choices=playful&brief-list=a%0D%0Ab&token=x")
    values = posted(FORM, data, prefix="brief-")
    assert values["line"] == "Hi"
    assert values["choices"] == ["formal", "playful"]
    assert values["yes_no"] is False
    assert values["url"] is None
    assert "token" not in values


@patient
@given(st.dictionaries(st.sampled_from([*KINDS, "stranger"]), json_values))
def test_it_survives_every_value_and_keeps_only_what_can_be_stored(values):
    checked = check(FORM, values)
    text = json.dumps(checked.values, ensure_ascii=False, allow_nan=False)
    assert "\x00" not in text and "\\u0000" not in text
    text.encode("utf-8")
    answered = set(checked.values) | {problem.field for problem in checked.problems}
    assert answered >= {field.key for field in FORM}


@patient
@given(st.dictionaries(st.sampled_from(KINDS), json_values))
def test_it_reads_its_own_values_unchanged(values):
    optional = [field.model_copy(update={"required": False}) for field in FORM]
    once = check(optional, values).values
    assert check(optional, once) == Checked({field.key: None for field in optional} | _filled(once), ())


def _filled(values: dict) -> dict:
    return {"list": [], "choices": []} | values


@patient
@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=20)))
def test_it_reads_a_text_box_as_it_reads_a_json_list(entries):
    as_list = one("list", entries, required=False)
    assert one("list", Lines("\r\n".join(entries)), required=False) == as_list


@patient
@given(st.integers(-(10**15) + 1, 10**15 - 1) | st.floats(-1e9, 1e9).map(lambda f: round(f, 6)))
def test_it_keeps_every_number_exactly(number):
    assert kept("number", number) == number
    assert kept("number", f"{Decimal(str(number)):f}") == number


def test_it_starts_nothing_that_is_not_published(cast):
    with tenant_tx(cast.ours.client.pk):
        workflow = Workflow.objects.create(client=cast.ours.client, name="Letter", slug="letter")
        workflow.open_draft()
        with pytest.raises(BadBrief, match="“Letter” isn't published yet, so it can't run"):
            start(workflow, {})
        assert not Run.objects.exists()


def test_it_starts_what_was_published_for_whoever_asked(cast):
    with tenant_tx(cast.ours.client.pk):
        workflow = leaflet.published(cast.ours.client)
        workflow.open_draft()
        run = start(workflow, {"topic": "Spring"}, cast.ours.editor, Run.Origin.STAFF)
    assert (run.version.number, run.started_by, run.origin) == (1, cast.ours.editor, "staff")


def test_it_calls_a_run_by_its_first_line_or_else_by_the_workflow(cast):
    silent = leaflet.ASKS_A_PERSON.model_copy(update={"fields": (), "steps": leaflet.SILENT})
    with tenant_tx(cast.ours.client.pk):
        named = start(leaflet.published(cast.ours.client), {"topic": "  Spring "})
        unnamed = start(leaflet.published(cast.ours.client, slug="silent", definition=silent), {})
    assert (named.title, unnamed.title) == ("Spring", "Newsletter of Fernhill Hotels")
