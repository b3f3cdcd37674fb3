import pytest
from django.db import connection

from memory.languages import SEARCH_CONFIGURATIONS, search_configuration
from tenants.models.client import LANGUAGES


@pytest.mark.parametrize(
    ("language", "configuration"),
    [("en", "english"), ("de-AT", "german"), ("EN", "english"), ("cs", "simple"), ("", "simple")],
)
def test_it_names_what_postgres_calls_it(language, configuration):
    assert search_configuration(language) == configuration


def test_it_knows_every_language_that_a_client_can_have():
    assert {code for code, _ in LANGUAGES} <= SEARCH_CONFIGURATIONS.keys()


def test_it_names_only_what_postgres_has(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT cfgname FROM pg_ts_config")
        assert set(SEARCH_CONFIGURATIONS.values()) <= {name for (name,) in cursor.fetchall()}
