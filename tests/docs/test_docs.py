"""The user's documentation can't drift unnoticed: its links lead somewhere, its lists are complete."""

import re
from pathlib import Path

import pytest

from config.settings import CALL_LIMITS
from workflows.engine.definition import Step
from workflows.engine.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))


def slug(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.strip().lower()).replace(" ", "-")


def listed(page: str) -> set[str]:
    """The names in the first column of a page's tables."""
    return {
        name
        for line in (ROOT / "docs" / page).read_text().splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([^`]+)`", line.split("|")[1])
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_it_links_to_what_exists(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if target.startswith("http"):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        headings = [slug(line.lstrip("#")) for line in found.read_text().splitlines() if line.startswith("#")]
        assert not anchor or anchor in headings, target


def test_it_lists_every_page_in_the_index():
    index = (ROOT / "docs" / "index.md").read_text()
    assert [p.name for p in PAGES if p.name != "index.md" and f"{p.name})" not in index] == []


def test_it_lists_every_environment_variable():
    settings = (ROOT / "config" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    read |= set(re.findall(r'"((?:ANTHROPIC|OPENAI|GEMINI)_[A-Z_]+)"', settings))
    read |= {f"{key.upper()}_CALLS_{what}" for key in CALL_LIMITS for what in ("AT_ONCE", "PER_MINUTE")}
    assert listed("reference/settings.md") == read


STEP_KINDS = (ROOT / "docs" / "reference" / "step-kinds.md").read_text().split("\n## ")
SETTING = re.compile(r"^\| ([^|`]+) \| `(\w+)` \|", re.MULTILINE)


@pytest.mark.parametrize("kind", KINDS)
def test_it_explains_every_setting_of_a_kind_by_the_label_of_its_form(kind):
    (section,) = [part for part in STEP_KINDS[1:] if part.startswith(f"{KINDS[kind].label}: `{kind}`")]
    settings = KINDS[kind].module.Settings.model_fields
    assert {name: label for label, name in SETTING.findall(section)} == {
        name: setting.title for name, setting in settings.items()
    }


def test_it_explains_every_option_of_a_step():
    common = {"key", "kind", "title", "purpose", "needs", "settings"}
    assert {name for _, name in SETTING.findall(STEP_KINDS[0])} == set(Step.model_fields) - common
