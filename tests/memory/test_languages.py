import pytest
from django.db import connection

from memory.languages import PAIRS, SEARCH_CONFIGURATIONS, SIMPLE, search_configuration, told
from memory.models import PassageText
from tenants import languages


@pytest.mark.parametrize(
    ("language", "configuration"),
    [("en", "english"), ("de-AT", "german"), ("EN", "english"), ("cs", "simple"), ("", "simple"), ("zh-Hant", "pairs")],
)  # fmt: skip
def test_it_names_what_postgres_calls_it(language, configuration):
    assert search_configuration(language) == configuration


def test_it_knows_every_language_that_a_client_can_have():
    assert all(search_configuration(each.code) == each.words for each in languages.ALL)


def test_it_tells_people():
    assert [told(each) for each in ("german", SIMPLE, PAIRS, "")] == [
        "German", "plain words", "pairs of characters", "–"
    ]  # fmt: skip


def test_it_names_all_that_postgres_has_and_nothing_else(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT cfgname FROM pg_ts_config")
        assert set(SEARCH_CONFIGURATIONS.values()) == {name for (name,) in cursor.fetchall()} | {PAIRS}


def test_it_has_room_for_each():
    room = PassageText._meta.get_field("configuration").max_length
    assert max(map(len, SEARCH_CONFIGURATIONS.values())) <= room
