"""What somebody wrote beside and above the values of a file stays there when it is written anew."""

from tests.workflows.exchange.files import SMALL
from workflows.exchange.comments import keep, over
from workflows.exchange.parsing import parse
from workflows.exchange.reading import read

NOTED = (
    SMALL.replace("slug: small", "# Ours.\n# Since spring.\nslug: small")
    .replace("    - key: topic", "    # the only question\n    - key: topic")
    .replace("minutes: 60", "minutes: 60  # never met")
    .replace("      kind: generate", "      # who writes\n      kind: generate  # by a model")
) + "# The end.\n"


def test_it_keeps_them_all_where_nothing_changed():
    assert keep(NOTED, SMALL) == NOTED


def test_it_keeps_those_whose_value_is_still_there():
    changed = SMALL.replace("minutes: 60", "minutes: 5").replace(
        "      kind: generate\n", "      kind: rules\n"
    )
    kept = keep(NOTED, changed)
    assert "    minutes: 5  # never met\n" in kept
    assert "      # who writes\n      kind: rules  # by a model\n" in kept
    renamed = SMALL.replace("key: draft", "key: letter")
    assert "by a model" not in keep(NOTED, renamed)
    assert parse(keep(NOTED, renamed))[0] == parse(renamed)[0]


def test_it_takes_no_line_of_a_text_for_a_comment():
    prompt = "prompt: |-\n          # Heading\n          Text # and more\n"
    plain = SMALL.replace("prompt: On {{ brief.topic }}.\n", f"{prompt}        effort: low\n")
    noted = plain.replace("        effort", "        # after it\n        effort")
    assert keep(noted, plain) == noted
    assert keep(plain, plain) == plain


def test_it_leaves_what_baton_doesnt_write():
    old = SMALL.replace("definition:", "owner: a@example.com  # ask her\ndefinition:")
    new = over(old, SMALL.replace("name: Small", "name: Smaller"))
    assert "owner: a@example.com  # ask her\n" in new
    assert read(new).name == "Smaller"


def test_it_writes_over_what_is_no_yaml():
    assert over("a: b: c", SMALL) == SMALL
