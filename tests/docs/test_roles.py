from pathlib import Path

from reviews.views.people import GUESTS
from tenants.access import ABILITIES, Role

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "roles.md"


def test_the_page_tells_what_the_table_decides() -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    head, *told = rows
    assert head == ["What", *(role.label for role in Role), "Guest"]
    decided = [
        [
            ability,
            *("yes" if role in may else "–" for role in Role),
            "one piece" if ability in GUESTS else "–",
        ]
        for ability, may in ABILITIES.items()
    ]
    assert told == decided
