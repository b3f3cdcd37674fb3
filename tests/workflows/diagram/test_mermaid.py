from tests.workflows.diagram.samples import NEWSLETTER, step
from workflows.diagram import mermaid
from workflows.engine.definition import Definition


def test_it_writes_the_newsletter():
    text = mermaid(NEWSLETTER)
    assert text.startswith("flowchart LR\n")
    assert "  s_sources --> s_draft\n" in text
    assert '  s_rubric -. "findings, at most 2" .-> s_draft\n' in text
    assert '  s_shelf[["Put on the shelf #amp; tell the CMS<br/>Baton\'s shelf<br/>(if)"]]\n' in text


def test_it_keeps_words_of_mermaid_apart_from_keys():
    definition = Definition(steps=(step("end", "generate", title='Say "end" <b>'),))
    assert 's_end["Say #quot;end#quot; #lt;b#gt;<br/>' in mermaid(definition)
