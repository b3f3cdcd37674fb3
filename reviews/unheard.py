"""Names in a comment by which nobody was asked, told at the comment to who wrote it, and to nobody else.

“Here” is whoever the writer may know of: a name of somebody who may not see the piece, or of another client, is
answered like one that nobody has.
"""

import re
from collections.abc import Callable, Sequence
from typing import Literal

from reviews import mentions
from reviews.company import Person
from reviews.models import Comment, Guest
from tenants.models import User

ASKED = re.compile(r"(?<![\w@])@([^\W\d_]\w*+(?:[.-]\w++|[’'](?!s\b)\w++)*+)(?!@)", re.IGNORECASE)
LISTED, SHOWN = 5, 60  # names in one sentence, characters of one
Why = Literal["nobody", "several", "later"]


def mark(
    comments: Sequence[Comment], reader: User | Guest, company: Callable[[], list[Person]]
) -> list[Comment]:
    """The same comments; `unheard` is set at those of the reader. `company` is asked only where it matters."""
    mine = [one for one in comments if reader in (one.by, one.guest) and _loose(one)]
    people = company() if mine else []
    for one in mine:
        one.unheard = sentence(one, people, picks=isinstance(reader, User))
    return list(comments)


def sentence(comment: Comment, people: Sequence[Person], picks: bool = True) -> str:
    """ "" where every name was heard. `picks`: the writer has a list to choose from."""
    by_why: dict[Why, dict[str, str]] = {"nobody": {}, "several": {}, "later": {}}
    names = mentions.names(people)
    for match in _loose(comment):
        words, why = _read(comment.text, match, names)
        by_why[why].setdefault(words.casefold(), words)
    if not any(by_why.values()):
        return ""
    nobody, several, later = (list(words.values()) for words in by_why.values())
    choose = "Write the whole name, or choose it from the list." if picks else "Write the whole name."
    said = [
        f"Nobody here is called {_listed(nobody)}." if nobody else "",
        f"More than one person here is called {_listed(several)}. {choose}" if several else "",
        f"{_listed(later, 'and')} could not be asked when this was written." if later else "",
        "Only the others you named were told." if comment.mentions.all() else "Nobody was told.",
    ]
    return " ".join(filter(None, said))


def _loose(comment: Comment) -> list[re.Match[str]]:
    """What looks like a name and became none."""
    if "@" not in comment.text:
        return []
    heard = {mention.start for mention in comment.mentions.all()}
    return [match for match in ASKED.finditer(comment.text) if match.start() not in heard]


def _read(text: str, match: re.Match[str], names: mentions.Names) -> tuple[str, Why]:
    known = mentions.pattern(names).match(text, match.start()) if names else None
    if known is None:
        return match[0][:SHOWN], "nobody"
    return known[0], "several" if len(mentions.meant(known[1], names)) > 1 else "later"


def _listed(words: Sequence[str], last: str = "or") -> str:
    first, rest = words[: LISTED - 1], words[LISTED - 1 :]
    shown = [*first, *(rest if len(rest) < 2 else ["others"])]
    return f" {last} ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
