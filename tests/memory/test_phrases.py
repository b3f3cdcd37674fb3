import pytest

from memory.phrases import forbidden


@pytest.mark.parametrize(
    ("bullet", "phrases"),
    [
        ("- cheap", ["cheap"]),
        ("* **Synergy**.", ["Synergy"]),
        ('- "best in class"', ["best in class"]),
        ("- “guaranteed returns”, “risk-free” (the regulator)", ["guaranteed returns", "risk-free"]),
        ("- „garantiert“ oder «sicher»", ["garantiert", "sicher"]),
        ("- world-leading — nobody can prove it", ["world-leading"]),
        ("- cheap (we say: fair)", ["cheap"]),
        ("- 100% safe: the law forbids it", ["100% safe"]),
        ("- state-of-the-art", ["state-of-the-art"]),
        ("1. cheap\n2. Cheap\n3. free", ["cheap", "free"]),
        ("- of wine\n  - cheap wine", ["of wine", "cheap wine"]),
    ],
)
def test_it_takes_the_phrase_and_leaves_the_remark(bullet, phrases):
    assert forbidden(f"## Never say\n\n{bullet}") == phrases


@pytest.mark.parametrize(
    "heading",
    [
        "# Never say",
        "### What we never say",
        "## Forbidden claims",
        "Forbidden claims\n---",
        "**Never say:**",
        "NEVER SAY:",
    ],
)
def test_it_knows_the_heading_in_its_usual_forms(heading):
    assert forbidden(f"{heading}\n\n- cheap") == ["cheap"]


def test_it_stops_at_the_next_heading_of_the_same_level_only():
    text = "## Never say\n- a1\n### In ads\n- b1\n**In mails**\n- c1\n## Say instead\n- fair"
    assert forbidden(text) == ["a1", "b1", "c1"]


def test_it_finds_a_bold_heading_right_below_a_list():
    assert forbidden("**Say**\n- fair\n**Never say**\n- cheap\n**And**\n- thanks") == ["cheap"]


def test_it_takes_nothing_from_elsewhere():
    assert forbidden("# Voice\n- warm\n\nWe never say cheap.\n\n- really") == []
    assert forbidden("") == []
