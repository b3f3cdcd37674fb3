"""A piece in Arabic or Hebrew runs from the right, in a page that is English."""

from playwright.sync_api import Locator, expect

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reviews import stage
from tests.stories.conftest import DESK
from tests.stories.test_review_page import FINDINGS, sit, tab
from workflows.engine.outcomes import Finding

WORDS = "البيت دافئ."
TEXT = f"# مرحبا\n\n{WORDS}\n\nWe have the lowest prices in the valley.\n"
GAP = """element => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const [text, box] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
    return { left: text.left - box.left, right: box.right - text.right };
}"""


def runs_from_the_right(element: Locator) -> bool:
    gap = element.evaluate(GAP)
    return gap["right"] < 1 < gap["left"]


def test_each_paragraph_runs_as_its_own_letters_do(cast: Cast, seat) -> None:
    arabic = Finding("rubric", "Tone", "Plain words.", WORDS, "البيت حار.", 5.0)
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        review = stage.waiting(cast.ours, stage.outcomes(TEXT, (FINDINGS[0], arabic)))
    page = sit(seat(DESK), cast.ours.reviewer.email, review)
    paragraphs = page.locator("#piece article p")
    expect(paragraphs).to_have_count(2)
    assert runs_from_the_right(paragraphs.nth(0))
    assert runs_from_the_right(page.locator("#piece article :is(h1, h2, h3)"))
    assert not runs_from_the_right(paragraphs.nth(1))
    assert (
        page.locator(".finding .edit").nth(1).evaluate("e => getComputedStyle(e).unicodeBidi") == "plaintext"
    )
    tab(page, "edit")
    editor = page.get_by_label("The text, in Markdown")
    assert editor.evaluate("e => getComputedStyle(e).unicodeBidi") == "plaintext"
