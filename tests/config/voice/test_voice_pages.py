"""The brand voice as a form, drafted, and tried."""

import re
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.urls import reverse

from memory import documents
from memory.models import Document
from memory.voice_markdown import from_markdown
from tenants.models import Client
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reading import html_of
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions, runner
from workflows.models import Run, Workflow

pytestmark = pytest.mark.django_db(transaction=True)
VOICE = "# Voice\n\n## Who we are\n\nThree houses.\n\n## Words we avoid\n\n- luxury → oak\n"


def kept(cast: Cast, text: str = VOICE) -> Document:
    client = cast.ours.client
    with tenant_tx(client.pk):
        return documents.add_text(client, text, "voice", "Voice")


def fresh(document: Document) -> Document:
    with tenant_tx(document.client_id):
        return Document.objects.get(pk=document.pk)


def form(**values: Any) -> dict[str, Any]:
    return {f"voice-{name.replace('__', '-')}": value for name, value in values.items()}


def done(cast: Cast) -> Run:
    client_id = cast.ours.client.pk
    with tenant_tx(client_id):
        run = decisions.start(publish_newsletter(client_id), BRIEF, title="Quiet season", origin="command")
    async_to_sync(runner.drain)(only=run.pk)
    return run


def test_the_form_shows_the_parts_and_keeps_them(cast: Cast, browse) -> None:
    document, staff = kept(cast), browse(cast.ours.editor)
    address = reverse("admin:voice", args=[document.pk])
    assert "Three houses." in html_of(staff.get(address))
    posted = form(who="Four houses.", never="five-star\nlowest prices") | {
        "voice-tone-0-name": "Dry", "voice-tone-0-do": "Two clocks agree.", "do": "save",
    }  # fmt: skip
    assert staff.post(address, posted).status_code == 302
    voice = from_markdown(fresh(document).text)
    assert (voice.who, voice.never, voice.avoid) == ("Four houses.", ("five-star", "lowest prices"), ())
    assert voice.tone[0].do == "Two clocks agree."


def test_a_voice_is_begun_for_a_client(cast: Cast, browse) -> None:
    address = f"{reverse('admin:voice_new')}?client={cast.ours.client.pk}"
    assert browse(cast.ours.editor).post(address, form(who="Bakers.")).status_code == 302
    with tenant_tx(cast.ours.client.pk):
        assert Document.objects.get(kind="voice").text == "# Brand voice\n\n## Who we are\n\nBakers."


def test_nothing_written_is_said_and_not_kept(cast: Cast, browse) -> None:
    document = kept(cast)
    page = browse(cast.ours.editor).post(
        reverse("admin:voice", args=[document.pk]), {"do": "save", "voice-tone-0-do": "x"}
    )
    assert page.status_code == 200
    assert fresh(document).text == documents.tidy(VOICE)


def test_who_may_only_look_changes_nothing(cast: Cast, browse) -> None:
    document, viewer = kept(cast), browse(cast.ours.viewer)
    address = reverse("admin:voice", args=[document.pk])
    assert viewer.get(address).status_code == 200
    assert viewer.post(address, form(who="Mine.")).status_code == 403
    assert viewer.get(f"{reverse('admin:voice_new')}?client={cast.ours.client.pk}").status_code == 403
    assert viewer.get(reverse("admin:voice_draft", args=[cast.ours.client.pk])).status_code == 403
    assert fresh(document).text == documents.tidy(VOICE)


def test_a_rival_finds_nothing(cast: Cast, browse) -> None:
    document, rival = kept(cast), browse(cast.rival.owner)
    ours = cast.ours.client.pk
    with tenant_tx(ours):
        run = begun(cast)
    for address in (
        reverse("admin:voice", args=[document.pk]),
        f"{reverse('admin:voice_new')}?client={ours}",
        reverse("admin:voice_draft", args=[ours]),
        reverse("admin:voice_drafting", args=[ours, run.pk]),
        reverse("admin:voice_drafting", args=[cast.rival.client.pk, run.pk]),
    ):
        assert rival.get(address).status_code == 404
        assert rival.post(address, form(who="Theirs.")).status_code == 404
    page = rival.get(f"{reverse('admin:voice_new')}?client={cast.rival.client.pk}&run={run.pk}")
    assert "Fog" not in html_of(page)


def begun(cast: Cast) -> Run:
    from workflows import assistants

    return assistants.begin(cast.ours.client, "voice", {"samples": ["Fog lay on the river."]}, title="Voice")


def test_it_is_tried_on_past_briefs_and_then_used(cast: Cast, browse) -> None:
    document, before, staff = kept(cast), done(cast), browse(cast.ours.editor)
    changed = form(who="Four houses.", never="cellar") | {"do": "try", "run": str(before.pk)}
    answer = staff.post(reverse("admin:voice", args=[document.pk]), changed)
    assert answer.status_code == 302
    assert fresh(document).text == documents.tidy(VOICE)
    trial = answer.headers["Location"]
    assert "Being written" in html_of(staff.get(trial))
    with tenant_tx(cast.ours.client.pk):
        tried = Run.with_trials.get(trial__isnull=False)
    async_to_sync(runner.drain)(only=tried.pk)
    page = html_of(staff.get(trial))
    assert "With the changed voice" in page
    assert "hx-trigger" not in page[page.index('id="pairs"') : page.index('id="pairs"') + 60]
    assert browse(cast.rival.owner).get(trial).status_code == 404
    assert browse(cast.ours.viewer).post(trial).status_code == 403
    assert staff.post(trial).status_code == 302
    assert "Four houses." in fresh(document).text


def test_who_saves_a_voice_second_is_told(cast: Cast, browse) -> None:
    document, staff = kept(cast), browse(cast.ours.editor)
    address = reverse("admin:voice", args=[document.pk])
    assert 'name="based" value="1"' in html_of(staff.get(address))
    mine = form(sound="Dry.") | {"do": "save", "based": "1"}
    browse(cast.ours.owner).post(address, form(who="Four houses.") | {"do": "save", "based": "1"})
    refused = html_of(staff.post(address, mine))
    assert "somebody changed it: version 2" in refused and 'name="based" value="2"' in refused
    assert "Dry." in refused and "Four houses." in fresh(document).text
    assert staff.post(address, mine | {"based": "2"}).status_code == 302
    assert "Dry." in fresh(document).text


def test_a_trial_replaces_no_change_that_nobody_saw(cast: Cast, browse) -> None:
    document, before, staff = kept(cast), done(cast), browse(cast.ours.editor)
    address = reverse("admin:voice", args=[document.pk])
    trial = staff.post(address, form(who="Five houses.") | {"do": "try", "run": str(before.pk)})["Location"]
    staff.post(address, form(who="Four houses.") | {"do": "save", "based": "1"})
    told = html_of(staff.post(trial, {"based": "1"}, follow=True))
    assert "was changed after this trial began" in told and "Four houses." in fresh(document).text
    on = f"{address}?trial={trial.rstrip('/').rpartition('/')[2]}"
    assert "Saving this one replaces that." in html_of(staff.get(on))
    staff.post(trial, {"based": "2"})
    assert "Five houses." in fresh(document).text


def test_what_was_tried_can_be_edited_on(cast: Cast, browse) -> None:
    document, before, staff = kept(cast), done(cast), browse(cast.ours.editor)
    changed = form(who="Four houses.") | {"do": "try", "run": str(before.pk)}
    trial = staff.post(reverse("admin:voice", args=[document.pk]), changed).headers["Location"]
    group = trial.rstrip("/").rpartition("/")[2]
    on = f"{reverse('admin:voice', args=[document.pk])}?trial={group}"
    assert on in html_of(staff.get(trial))
    page = html_of(staff.get(on))
    assert "Four houses." in page and "It isn’t saved" in page
    assert "Three houses." in html_of(staff.get(reverse("admin:voice", args=[document.pk])))


def test_nothing_filled_in_is_no_voice(cast: Cast, browse) -> None:
    staff, document = browse(cast.ours.editor), kept(cast)
    for address in (
        f"{reverse('admin:voice_new')}?client={cast.ours.client.pk}",
        reverse("admin:voice", args=[document.pk]),
    ):
        assert "Nothing is filled in" in html_of(staff.post(address, form(who=" ") | {"do": "save"}))
    with tenant_tx(cast.ours.client.pk):
        assert Document.objects.filter(kind="voice").count() == 1


def test_it_says_that_there_is_a_voice_already(cast: Cast, browse) -> None:
    document, staff = kept(cast), browse(cast.ours.editor)
    page = html_of(staff.get(f"{reverse('admin:voice_new')}?client={cast.ours.client.pk}"))
    assert "has a brand voice already, “Voice”" in page and reverse("admin:voice", args=[document.pk]) in page


def test_trying_on_nothing_says_so_and_keeps_what_was_typed(cast: Cast, browse) -> None:
    document = kept(cast)
    page = browse(cast.ours.editor).post(
        reverse("admin:voice", args=[document.pk]), form(who="Typed for an hour.") | {"do": "try"}
    )
    said = html_of(page)
    assert page.status_code == 200
    assert "Choose at least one past piece" in said and "Typed for an hour." in said
    assert fresh(document).text == VOICE.strip()


def test_trying_on_too_many_or_without_room_starts_none_and_keeps_what_was_typed(cast: Cast, browse) -> None:
    document, runs = kept(cast), [done(cast)]
    with tenant_tx(cast.ours.client.pk):
        version = runs[0].version
        runs += [decisions.start(version, BRIEF, title="Again", origin="command") for _ in range(4)]
    async_to_sync(runner.drain)(seconds=30)
    address, staff = reverse("admin:voice", args=[document.pk]), browse(cast.ours.editor)
    typed = form(who="Typed for an hour.") | {"do": "try"}
    many = html_of(staff.post(address, typed | {"run": [run.pk for run in runs]}))
    assert "These are 5 past pieces; 4 at most" in many and "Typed for an hour." in many
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Client.objects.filter(pk=cast.ours.client.pk).update(runs_queued=1)
    full = html_of(staff.post(address, typed | {"run": [run.pk for run in runs[:2]]}))
    assert "There is no room for 1 more run" in full and "Typed for an hour." in full
    assert [f'value="{run.pk}"' in full for run in runs] == [True] * 5
    assert full.count("checked") == 2  # the same ones
    with tenant_tx(cast.ours.client.pk):
        assert not Run.with_trials.filter(trial__isnull=False).exists()


def test_the_assistant_drafts_from_samples(cast: Cast, browse) -> None:
    client, staff = cast.ours.client, browse(cast.ours.editor)
    address = reverse("admin:voice_draft", args=[client.pk])
    assert "No samples yet" in html_of(staff.get(address))
    with tenant_tx(client.pk):
        sample = documents.add_text(
            client, "Fog lay on the river. The stove was lit at four.", "sample", "November"
        )
    assert "November" in html_of(staff.get(address))
    waiting = staff.post(address, {"sample": sample.pk}).headers["Location"]
    assert "being drafted" in html_of(staff.get(waiting))
    with tenant_tx(client.pk):
        run = Run.with_trials.get()
        assert run.trial and run.trial["read"] == [sample.pk]  # forgetting finds it by that
        assert not Workflow.objects.exists()  # it is in no list
    async_to_sync(runner.drain)(only=run.pk)
    opened = html_of(staff.get(waiting, follow=True))
    assert "How Fernhill Hotels sounds" in opened
    assert re.search(r"<textarea[^>]*>\s*\S", opened), "the form has the draft in it"


def test_a_draft_for_a_voice_opens_in_its_form(cast: Cast, browse) -> None:
    document, staff, client = kept(cast), browse(cast.ours.editor), cast.ours.client
    with tenant_tx(client.pk):
        sample = documents.add_text(
            client, "Fog lay on the river. The stove was lit at four.", "sample", "Fog"
        )
    address = f"{reverse('admin:voice_draft', args=[client.pk])}?document={document.pk}"
    assert address in html_of(staff.get(reverse("admin:voice", args=[document.pk])))
    waiting = staff.post(address, {"sample": sample.pk}).headers["Location"]
    with tenant_tx(client.pk):
        run = Run.with_trials.get()
    async_to_sync(runner.drain)(only=run.pk)
    opened = staff.get(waiting)
    assert opened.headers["Location"] == f"{reverse('admin:voice', args=[document.pk])}?run={run.pk}"
    assert "This is the draft." in html_of(staff.get(opened.headers["Location"]))
    assert fresh(document).text == documents.tidy(VOICE)


def test_an_assistant_keeps_one_copy_for_a_client(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        one, other = begun(cast), begun(cast)
        assert one.version == other.version
        assert one.version.workflow.assistant == "voice"
