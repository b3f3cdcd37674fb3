import pytest
from pydantic import ValidationError

from workflows.engine.kinds import KINDS
from workflows.engine.settings import listed, sentences


def told(kind: str, **settings) -> list[tuple[str, str]]:
    model = KINDS[kind].module.Settings
    with pytest.raises(ValidationError) as error:
        model.model_validate(settings)
    return sentences(error.value, model)


@pytest.mark.parametrize(
    ("kind", "settings", "expected"),
    [
        ("generate", {}, ("prompt", "“Prompt” is missing.")),
        ("generate", {"prompt": ""}, ("prompt", "“Prompt” must not be empty.")),
        ("generate", {"prompt": "x", "passages": -1}, ("passages", "“Samples at most” must be 0 or more.")),
        ("generate", {"prompt": "x", "tone": 1}, ("tone", "“tone” is not a setting of this step.")),
        (
            "generate",
            {"prompt": "x", "effort": "huge"},
            ("effort", "“Effort” must be one of 'low', 'medium' or 'high'."),
        ),
        ("rules", {"max_words": "many"}, ("max_words", "“At most so many words” must be a whole number.")),
        (
            "rules",
            {"min_words": 9, "max_words": 8},
            ("", "“At least” asks for more words than “at most” allows."),
        ),
        ("rubric", {"criteria": []}, ("criteria", "“Criteria” must not be empty.")),
        (
            "rubric",
            {"criteria": [{"key": "a"}]},
            ("criteria.0.name", "“Criteria, entry 1, name” is missing."),
        ),
        (
            "rubric",
            {"criteria": [{"key": "a", "name": "A"}] * 2},
            ("criteria", "Two criteria have the key “a”."),
        ),
        (
            "rubric",
            {"criteria": [{"key": "a", "name": "A"}], "threshold": float("nan")},
            ("threshold", "“Threshold” must be a number."),
        ),
        ("review", {"audit_percent": 101}, ("audit_percent", "“Random share” must be 100 or less.")),
    ],
)
def test_it_tells_pydantic_s_errors_in_plain_words(kind, settings, expected):
    assert told(kind, **settings) == [expected]


@pytest.mark.parametrize("kind", KINDS)
def test_every_setting_has_words_for_its_form(kind):
    fields = KINDS[kind].module.Settings.model_fields
    assert [name for name, field in fields.items() if not field.title] == []


def test_it_joins_words_as_people_do():
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
