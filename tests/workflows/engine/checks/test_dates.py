"""Days that nobody gave: their numbers may all stand in the brief, and the day still not."""

import pytest

from tenants import languages
from workflows.engine.checks import dates, facts
from workflows.engine.checks.months import NAMES, SHORT


@pytest.mark.parametrize(
    ("text", "source", "tongue", "found"),
    [
        ("Open on 12 May 2027.", "From 12 June 2027, not before 3 May", "en", ["12 May 2027"]),
        ("Open on 12 June.", "12 June 2027", "en", []),
        ("On June 12th, 2028, and June 12.", "2027-06-12", "en", ["June 12th, 2028"]),
        ("On 3 and 5 May.", "3 to 4 May", "en", ["3 and 5 May"]),
        ("In May 20 guests came; 12 may come.", "20 guests, 12", "en", []),
        ("On 12 May.", "May: 3, 5 and 12 – supper", "en", []),
        ("From May 2027.", "June 2027", "en", ["May 2027"]),
        ("From June 2027.", "2027-06-12", "en", []),
        ("It ends on 12 MAY.", "12 June", "en", ["12 MAY"]),
        ("On 3/4/2027.", "4 March 2027", "en", []),
        ("On 3/4/2027.", "4 May 2027", "en", ["3/4/2027"]),
        ("Am 3. März.", "3. April 2027", "de", ["3. März"]),
        ("Am 3. März.", "3.3.2027", "de", []),
        ("Am 3. März.", "3 March", "de", []),
        ("El 12 de mayo de 2027.", "12 de junio de 2027", "es", ["12 de mayo de 2027"]),
        ("Le 1er mai.", "1 mai", "fr", []),
        ("12 maja 2027", "2027-05-12", "pl", []),
        ("12 мая", "12 июня", "ru", ["12 мая"]),
        ("5月12日", "5月13日", "ja", ["5月12日"]),
        ("2027年5月12日", "2027-05-12", "ja", []),
    ],
)
def test_it_tells_days_that_no_source_names(text, source, tongue, found):
    assert dates.unknown(text, [source], tongue) == found


def test_a_day_that_is_new_is_found_once_and_not_by_its_number_too():
    found = facts.unfounded("g", "Open on 14 May, with 7 rooms.", ["12 June"])
    assert [(one.criterion, one.quote) for one in found] == [
        ("Unfounded date", "14 May"),
        ("Unfounded figure", "7"),
    ]


def test_what_memory_gave_is_kept_with_its_days():
    kept = facts.given("The fair is on 12 May, at 4.30.", "en")
    assert facts.unfounded("g", "At 4.30 on 12 May.", kept) == []
    assert [one.quote for one in facts.unfounded("g", "On 30 May.", kept)] == ["30 May"]


@pytest.mark.parametrize("tongue", NAMES)
def test_every_month_is_read_as_itself(tongue):
    assert languages.base(languages.of(tongue).code) == tongue
    for table in filter(None, (NAMES[tongue], SHORT.get(tongue))):
        months = table.split()
        assert len(months) == 12
        for number, forms in enumerate(months, 1):
            for form in forms.split("|"):
                (found,) = dates.named(f"x 12 {form} 2027.", tongue)
                assert found.readings == (dates.Day(number, 12, 2027),)


def test_it_takes_no_long_on_a_long_text():
    text = "On 3, 4 and 5 May we walked 12 miles, and 7 to 9 of us came. " * 2000
    assert dates.unknown(text, [text], "en") == []
