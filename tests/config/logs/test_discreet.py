"""Nothing that must stay secret gets into a log, however it got into an error."""

import logging

import pytest
from django.db import connection, transaction
from pydantic import BaseModel, ValidationError

from config.logs import discreet
from tests.config.logs.written import written

log = logging.getLogger("workflows.somewhere")
CANARY = "canary-4711-worth-money"  # a key that looks like nothing


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch):
    """The environment holds the canary."""
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    discreet._known.cache_clear()
    yield
    discreet._known.cache_clear()


def broken(key: str) -> None:
    """A bug with the key in its words, in its notes, in its cause and in its local variables."""
    headers = {"Authorization": f"Bearer {key}"}
    try:
        raise KeyError(f"no account for {key}")
    except KeyError as error:
        error.add_note(f"sent {headers}")
        raise RuntimeError(f"refused: {key}") from error


@pytest.mark.parametrize("form", ["json", "line"])
def test_it_keeps_our_own_keys_out(known: None, form: str) -> None:
    with written(form) as out:
        try:
            broken(CANARY)
        except RuntimeError:
            log.exception("The vendor said: %s", f"bad key {CANARY}", extra={"path": f"/{CANARY}"})
    assert "The vendor said: bad key •••" in out.text
    assert "no account for •••" in out.text
    assert CANARY not in out.text


@pytest.mark.parametrize("form", ["json", "line"])
def test_it_keeps_local_variables_out(form: str) -> None:
    def met(text: str) -> None:
        raise RuntimeError("no words of it")

    with written(form) as out:
        try:
            met("a text " + CANARY)
        except RuntimeError:
            log.exception("It broke.")
    assert "no words of it" in out.text
    assert CANARY not in out.text


def test_it_knows_the_secrets_of_an_environment() -> None:
    environment = {
        "SECRET_KEY": "signing-key", "EMBEDDINGS_KEY": "short", "PATH": "/usr/bin:/usr/local/bin",
        "EMAIL_URL": "smtp+tls://me@example.com:mail%2Fword@mail.example.com:587",
        "DATABASE_URL": "postgresql://baton_app:data-word@db:5432/baton",
        "OTEL_EXPORTER_OTLP_HEADERS": "x-team=collector-word,y=1",
    }  # fmt: skip
    secrets = {"signing-key", "data-word", "collector-word", "mail%2Fword", "mail/word"}
    assert set(discreet.secrets_of(environment)) == secrets


@pytest.mark.parametrize("form", ["json", "line"])
def test_it_keeps_query_strings_out(form: str) -> None:
    with written(form) as out:
        log.warning("GET /runs?name=CANARY&page=2 HTTP/1.1, https://example.com/?a[]=CANARY. Why? Because.")
    assert "GET /runs?… HTTP/1.1" in out.text
    assert "Why? Because." in out.text
    assert "CANARY" not in out.text


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["json", "line"])
def test_it_keeps_rows_out_that_postgres_quotes(form: str) -> None:
    with written(form) as out:
        for sql in (
            "INSERT INTO django_session (session_key, session_data) VALUES ('CANARY', 'CANARY')",
            "SELECT 'CANARY'::uuid",
            "SELECT 'CANARY' FROM nowhere",
        ):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(sql)
            except Exception as error:
                assert "CANARY" in str(error)
                log.exception("It can't be stored: %s", error)
    assert "violates not-null constraint" in out.text
    assert "invalid input syntax for type uuid: …" in out.text
    assert "does not exist" in out.text
    assert "CANARY" not in out.text


def test_it_keeps_values_out_that_pydantic_quotes() -> None:
    class Shape(BaseModel):
        size: int

    with written() as out:
        try:
            Shape.model_validate({"size": "CANARY"})
        except ValidationError as error:
            log.exception("Wrong: %s", error)
    assert "Input should be a valid integer" in out.text
    assert "CANARY" not in out.text


def test_it_cuts_what_an_error_says_at_length() -> None:
    with written() as out:
        try:
            raise ValueError("a page of text " * 100 + "CANARY")
        except ValueError:
            log.exception("It broke.")
    assert len(out.events[0]["exception"][0]["exc_value"]) == discreet.LONGEST_ERROR + 1


@pytest.mark.parametrize("name", ["openai._base_client", "httpcore2", "django.db.backends"])
def test_it_drops_what_libraries_say_in_passing(name: str) -> None:
    with written(level=logging.DEBUG) as out:
        logging.getLogger(name).debug("Request options: CANARY")
        logging.getLogger(name).warning("Slow.")
        logging.getLogger("workflows.providers").debug("Ours.")
    assert [event["message"] for event in out.events] == ["Slow.", "Ours."]
