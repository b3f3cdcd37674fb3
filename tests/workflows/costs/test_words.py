from decimal import Decimal

import pytest

from workflows.costs.words import Cost, dollars


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "$0.00"),
        ("0.00001", "under $0.0001"),
        ("0.0034", "$0.0034"),
        ("0.05", "$0.05"),
        ("1.234", "$1.23"),
        ("12345.6", "$12,345.60"),
    ],
)
def test_it_says_an_amount(amount, words):
    assert dollars(Decimal(amount)) == words


def test_it_never_says_nothing_for_what_is_unknown():
    assert str(Cost(calls=1, unknown=1)) == "1 unknown"
    assert str(Cost(calls=2, unpriced=2)) == "2 unpriced"
    assert str(Cost(calls=1, in_hand=1)) == "1 in hand"
    assert str(Cost(Decimal("0.5"), calls=3, unknown=1, unpriced=1)) == "$0.50 + 1 unknown + 1 unpriced"
    assert str(Cost(calls=1)) == "$0.00"
    assert str(Cost()) == "–"


def test_it_adds_costs_up():
    assert Cost(Decimal(1), 2, 1) + Cost(Decimal(2), 3, 0, 1) == Cost(Decimal(3), 5, 1, 1)
