"""Models by their names: the key of an entry, and when two names are one model. Pure.

A vendor answers with the name of a dated snapshot, and a server may put the vendor's name before a model's. For the
question who wrote and who may judge, all of these are the same model.
"""

import re

from workflows.providers.catalogue import Catalogue

DATED = re.compile(r"[-@:](?:\d{8}|\d{4}-\d{2}-\d{2}|\d{3}|latest)$")


def parted(key: str) -> tuple[str, str]:
    """“server:ours/meta/big” → the account “server:ours” and its model “meta/big”; without an account it is “”."""
    account, slash, model = key.partition("/")
    return (account, model) if slash else ("", key)


def base(name: str) -> str:
    """“anthropic/claude-sonnet-5-5-20261020” → “claude-sonnet-5-5”."""
    return DATED.sub("", name.rpartition("/")[2].lower())


def maker(name: str, catalogue: Catalogue) -> str:
    """Who made a model, as far as it is known, whoever serves it; else the account that its key begins with."""
    made = (row.provider for row in catalogue if base(row.id) == base(name) and is_maker(row.provider))
    return next(made, parted(name)[0])


def is_maker(account: str) -> bool:
    """A vendor of its own models, and no server that serves whoever's."""
    return account != "compatible" and not account.startswith("server:")
