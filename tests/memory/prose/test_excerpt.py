"""A beginning in words: none of Markdown's marks, and every word."""

from memory.prose.excerpt import words
from memory.templatetags.excerpts import excerpt

RATES = """# Rates

The house has **nine** rooms,
each with `a stove`.

| Room | Night |
|---|---|
| Harbour | 140 |

- Dogs are [welcome](https://example.org/dogs)
- Cots

> Quiet.

```
left alone
```

![The quay](quay.png)
"""


def test_it_has_the_words_and_no_marks():
    assert words(RATES) == (
        "Rates · The house has nine rooms, each with a stove. Room · Night · Harbour · 140 · Dogs are welcome · Cots · "
        "Quiet. left alone · The quay"
    )
    assert words("") == words("---\n") == ""


def test_what_looks_like_html_stays_text():
    assert words("See <script>alert(1)</script>") == "See <script>alert(1)</script>"


def test_a_part_of_a_table_keeps_its_words():
    assert "Harbour" in words("| Harbour | 140 |\n| Attic | 95 |")


def test_it_is_cut():
    assert excerpt("# One\n\nTwo three four", 12) == "One · Two t…"
    assert len(excerpt("word " * 9_000, 320)) == 320
