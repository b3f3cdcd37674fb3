"""Every kind of step has a form: what its settings are by default is what an untouched form sends."""

import pytest
from django.http import QueryDict

from workflows.engine.definition import Definition, Field, Step
from workflows.engine.kinds import KINDS
from workflows.forms.controls import NamingField
from workflows.forms.settings import SettingsForm
from workflows.forms.step import StepForm
from workflows.forms.surroundings import Surroundings

FILLED = {
    "generate": {"prompt": "Write."},
    "transform": {"template": "{{ brief.topic }}"},
    "fetch": {"url": "https://example.com/"},
    "rubric": {"criteria": [{"key": "tone", "name": "Tone"}]},
}


def sent(form):
    """What a browser would send for this form, untouched."""
    data = QueryDict(mutable=True)
    fields = [*form, *(field for rows in form.rows.values() for row in rows for field in row)]
    for field in fields:
        value = field.field.prepare_value(field.value())
        if value is True:
            data[field.html_name] = "on"
        elif isinstance(value, list | tuple):
            data.setlist(field.html_name, value)
        elif value is not False and value is not None:
            data[field.html_name] = value
    return data


@pytest.mark.parametrize("kind", KINDS)
def test_it_brings_back_what_it_showed(kind):
    model = KINDS[kind].module.Settings
    settings = model(**FILLED.get(kind, {})).model_dump(mode="json")
    form = SettingsForm(model, data=sent(SettingsForm(model, settings=settings)))
    assert form.is_valid(), (form.errors, [row.errors for rows in form.rows.values() for row in rows])
    assert form.settings == settings


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_a_label_for_every_setting(kind):
    for part in SettingsForm(KINDS[kind].module.Settings).parts:
        shown = part.field or part.rows
        assert shown.label
        assert "_" not in shown.label


@pytest.mark.parametrize("kind", KINDS)
def test_it_shows_a_step_whose_settings_are_no_good(kind):
    step = Step(key="odd", kind=kind, settings={"threshold": "high", "nonsense": [1], "prompt": None})
    definition = Definition(fields=(Field(key="topic", label="Topic"),), steps=(step,))
    form = StepForm(definition, step)
    assert "".join(str(part.field or "") for part in form.of_kind.parts)


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_nothing_twice(kind):
    for field in SettingsForm(KINDS[kind].module.Settings, Surroundings()).fields.values():
        assert not ("per line" in field.help_text and "One a line" in field.help_text)
        if isinstance(field, NamingField):
            assert "left empty" not in field.help_text
