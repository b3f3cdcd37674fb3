"""From decisions to proposed lessons: once each, with evidence, inside one client; accepted ones reach the rules."""

import json

import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from memory import lessons, recall
from memory.models import Lesson
from reviews import deciding, learning, tasks
from reviews.deciding import Wanted
from reviews.desk import Desk
from reviews.models import Decision, Review, Study
from tenants.scope import tenant_tx
from tests.cast import Cast, House
from tests.reviews import stage
from tests.stand_in import StandIn, gives
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions, runner
from workflows.models import Call, Run

pytestmark = pytest.mark.django_db(transaction=True)
EDITED = stage.TEXT.replace("customers", "guests")


def decided(house: House, text: str = EDITED, note: str = "") -> Decision:
    """A reviewer of this house approves the text as edited, or asks for changes."""
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        review = stage.waiting(house)
        wanted = (
            deciding.change_request(note, [], house.reviewer, review.digest)
            if note
            else _approval(review, house, text)
        )
        decision = deciding.decide(review.pk, review.run_id, wanted)
        assert isinstance(decision, Decision)
        return decision


def _approval(review: Review, house: House, text: str) -> Wanted:
    desk = Desk.answered(review.text, review.found, {"text": text})
    return deciding.approval(desk, house.reviewer, review.digest)


def proposed(house: House) -> list[Lesson]:
    with tenant_tx(house.client.pk):
        return list(Lesson.objects.filter(client=house.client))


def test_what_is_edited_twice_is_proposed_with_its_evidence(cast: Cast) -> None:
    decided(cast.ours)
    tasks.learn(cast.ours.client.pk)
    assert proposed(cast.ours) == []
    second = decided(cast.ours)
    tasks.learn(cast.ours.client.pk)
    [lesson] = proposed(cast.ours)
    assert (lesson.rule, lesson.state, lesson.trust) == (
        "Write “guests”, not “customers”.",
        "proposed",
        "edited",
    )
    assert (lesson.decision, lesson.run) == (second.pk, second.review.run_id)
    assert lesson.evidence[0] == {
        "before": "Our customers utilise the sauna.",
        "after": "Our guests utilise the sauna.",
    }


def test_no_decision_is_studied_twice(cast: Cast) -> None:
    decided(cast.ours)
    decided(cast.ours)
    assert learning.study(cast.ours.client.pk) == 2
    assert learning.study(cast.ours.client.pk) == 0
    with tenant_tx(cast.ours.client.pk):
        assert Study.objects.count() == 2


def test_clients_never_teach_each_other(cast: Cast) -> None:
    decided(cast.ours)
    decided(cast.rival)
    for house in (cast.ours, cast.rival):
        tasks.learn(house.client.pk)
    assert proposed(cast.ours) == proposed(cast.rival) == []
    with tenant_tx(cast.rival.client.pk):
        [study] = Study.objects.all()
        assert study.client_id == cast.rival.client.pk
    with tenant_tx(cast.rival.client.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reviews_study WHERE client_id = %s", [cast.ours.client.pk])
        assert cursor.fetchone() == (0,)


def test_a_note_in_so_many_words_is_proposed_at_once(cast: Cast) -> None:
    decided(cast.ours, note="Say “house”, not “property”.")
    tasks.learn(cast.ours.client.pk)
    [lesson] = proposed(cast.ours)
    assert (lesson.write, lesson.avoid, lesson.trust) == ("house", "property", "asked")


def test_what_was_rejected_is_not_proposed_again_and_what_is_there_gets_evidence(cast: Cast) -> None:
    for _ in range(2):
        decided(cast.ours)
    tasks.learn(cast.ours.client.pk)
    [lesson] = proposed(cast.ours)
    with tenant_tx(cast.ours.client.pk):
        lessons.reword(lesson, "We have guests, never customers.", "wording", "guests", "customers")
        lessons.accept(lesson, cast.ours.editor)
    decided(cast.ours, EDITED.replace("Our guests", "The guests"))
    tasks.learn(cast.ours.client.pk)
    decided(cast.ours, EDITED.replace("the sauna", "our sauna"))
    tasks.learn(cast.ours.client.pk)
    [same] = proposed(cast.ours)
    assert same.rule == "We have guests, never customers."
    assert len(same.evidence) > len(lesson.evidence)
    with tenant_tx(cast.ours.client.pk):
        lessons.reject(same, cast.ours.editor, "They do say customers.")
    decided(cast.ours)
    tasks.learn(cast.ours.client.pk)
    [still] = proposed(cast.ours)
    assert still.state == "rejected" and still.evidence == same.evidence


def test_accepted_words_come_to_the_rules_with_what_to_write(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        lessons.write_down(
            cast.ours.client, "Guests.", "wording", cast.ours.editor, write="guests", avoid="Customers"
        )
        both = cast.ours.client.pk, cast.neighbour.pk
    with tenant_tx(*both):
        assert recall.replacements(*both) == {cast.ours.client.pk: {"customers": "guests"}}


def test_a_rule_that_was_learned_suggests_its_words_in_a_run(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        lessons.write_down(
            cast.ours.client, "Larder.", "wording", cast.ours.editor, write="larder", avoid="cellar"
        )
        version = publish_newsletter(cast.ours.client.pk)
        run = decisions.start(version, BRIEF, title="Quiet season", origin="command")
    async_to_sync(runner.drain)(only=run.pk)
    with tenant_tx(cast.ours.client.pk):
        findings = run.attempts.filter(key="rules").first().findings
    found = [finding for finding in findings if "cellar" in finding["quote"]]
    assert found and all("larder" in finding["suggestion"] for finding in found)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestAssistant:
    LINES = (
        "structure | Name the price of a room. | |",
        "wording | Write “guests”. | guests | customers",
        "never | Never promise the moon. | | moonlight",  # nobody ever wrote it: no words to forbid
        "law | Not a kind. | |",
        "tone",
    )

    @pytest.fixture(autouse=True)
    def _key(self, stand_in: StandIn, settings: object) -> None:
        settings.MODEL_ENVIRONMENT = {  # type: ignore[attr-defined]
            "ANTHROPIC_API_KEY": "test-key-a", "ANTHROPIC_BASE_URL": stand_in.url,
        }  # fmt: skip
        settings.MODEL_PRIVATE_HOSTS = [stand_in.url.removeprefix("http://")]  # type: ignore[attr-defined]

    def asked(self, cast: Cast, stand_in: StandIn) -> Study:
        decided(cast.ours)
        stand_in.will(gives({"lessons": list(self.LINES)}))
        tasks.learn(cast.ours.client.pk)
        with tenant_tx(cast.ours.client.pk):
            study = Study.objects.get()
        async_to_sync(runner.drain)(only=study.asked)
        return study

    def test_it_proposes_what_else_was_meant(self, cast: Cast, stand_in: StandIn) -> None:
        study = self.asked(cast, stand_in)
        tasks.take_lessons(study.client_id, study.pk)
        found = {lesson.rule: lesson for lesson in proposed(cast.ours)}
        assert set(found) == {"Name the price of a room.", "Write “guests”.", "Never promise the moon."}
        assert (found["Write “guests”."].write, found["Write “guests”."].avoid) == ("guests", "customers")
        assert found["Never promise the moon."].avoid == ""
        assert all(lesson.state == "proposed" and lesson.evidence for lesson in found.values())
        with tenant_tx(cast.ours.client.pk):
            prompt = Call.objects.get(run=study.asked).prompt
            assert "Our guests utilise the sauna." in prompt
            assert not Run.objects.filter(pk=study.asked).exists()  # in no list

    def test_its_answer_is_taken_once(self, cast: Cast, stand_in: StandIn) -> None:
        study = self.asked(cast, stand_in)
        tasks.take_lessons(study.client_id, study.pk)
        with tenant_tx(cast.ours.client.pk):
            Lesson.objects.all().delete()
        tasks.take_lessons(study.client_id, study.pk)
        assert proposed(cast.ours) == []

    def test_another_client_gets_nothing_of_it(self, cast: Cast, stand_in: StandIn) -> None:
        study = self.asked(cast, stand_in)
        tasks.take_lessons(cast.rival.client.pk, study.pk)
        assert proposed(cast.rival) == proposed(cast.ours) == []
        assert "Rival" not in json.dumps([entry["body"] for entry in stand_in.journal], default=str)
