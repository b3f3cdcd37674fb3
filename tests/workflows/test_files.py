"""Files of briefs: taken by what they are, kept with their client, shown to its people and to nobody else."""

import uuid

import pytest
from asgiref.sync import async_to_sync
from django.core.files.uploadedfile import SimpleUploadedFile

from tenants.scope import tenant_tx
from tests.cast import Cast, House
from tests.reading import html_of
from tests.stand_in import StandIn, says
from tests.workflows import photos
from workflows import files, intake, runner
from workflows.models import Call, File, Run

pytestmark = pytest.mark.django_db


def kept(house: House, content: bytes = photos.JPEG, name: str = "house.jpg") -> File:
    with tenant_tx(house.client.pk):
        return files.keep(house.client.pk, name, content)


def carried(house: House, row: File) -> Run:
    """A run with this file in its brief, to its end."""
    with tenant_tx(house.client.pk):
        version = photos.published(house.client.pk)
        run = intake.start(version.workflow, {"topic": "Rooms", "photos": [str(row.pk)]})
    async_to_sync(runner.drain)(only=run.pk)
    return run


def test_it_keeps_the_same_file_once(cast: Cast) -> None:
    first = kept(cast.ours)
    assert kept(cast.ours).pk == first.pk
    assert (first.media_type, first.size, bytes(first.content)) == (
        "image/jpeg",
        len(photos.JPEG),
        photos.JPEG,
    )
    assert kept(cast.rival).pk != first.pk


def test_it_counts_the_pages_of_a_pdf_once(cast: Cast) -> None:
    first = kept(cast.ours, photos.pdf(3), "menu.pdf")
    assert (first.pages, kept(cast.ours).pages) == (3, None)
    assert kept(cast.ours, photos.pdf(3), "menu.pdf").pk == first.pk
    (sent,) = files.read(cast.ours.client.pk, [str(first.pk)])
    assert sent.pages == 3


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.png", b"", "is empty"),
        ("a.png", b"<svg/>", "is not PNG, JPEG, GIF, WebP or PDF by its content"),
        ("a.png", photos.png()[:12], "it is broken"),
        ("a.png", photos.png(9_000, 10), "9,000 × 10 pixels; models take 8,000 on a side"),
        ("a.jpg", photos.JPEG + b"\0" * (5 * 1024 * 1024), "models take 5 MB"),
        ("a.pdf", photos.PDF + b"\0" * (10 * 1024 * 1024), "at most 10 MB"),
        ("a.pdf", photos.pdf(1_001), "has 1,001 pages; no model takes more than 1,000"),
        ("a.pdf", photos.pdf(1, "secret"), "protected by a password"),
        ("a.pdf", b"%PDF-1.4 and nothing else", "can't be read to its end"),
    ],
)
def test_it_refuses_what_no_model_takes(cast: Cast, name: str, content: bytes, why: str) -> None:
    with pytest.raises(files.Refused, match=why):
        kept(cast.ours, content, name)
    with tenant_tx(cast.ours.client.pk):
        assert not File.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\a.jpg", "a.jpg"),
        ("a\0\nb.jpg", "ab.jpg"),
        ("", "unnamed"),
    ],
)
def test_it_takes_nothing_of_a_path(name: str, shown: str) -> None:
    assert files.shown(name) == shown


def test_it_puts_names_into_the_brief_and_refuses_a_strangers_file(cast: Cast) -> None:
    mine, theirs = kept(cast.ours), kept(cast.rival)
    with tenant_tx(cast.ours.client.pk):
        version = photos.published(cast.ours.client.pk)
        run = intake.start(version.workflow, {"topic": "Rooms", "photos": [str(mine.pk)]})
        assert run.brief["photos"] == [{"id": str(mine.pk), "name": "house.jpg"}]
        for foreign in (theirs.pk, uuid.uuid4()):
            with pytest.raises(intake.BadBrief, match="names a file that isn't there"):
                intake.start(version.workflow, {"topic": "Rooms", "photos": [str(mine.pk), str(foreign)]})
        for nonsense in ("house.jpg", [["x"]], [{"name": "a"}], [str(mine.pk)] * 1 + ["x"]):
            with pytest.raises(intake.BadBrief, match="ids of uploaded files"):
                intake.start(version.workflow, {"topic": "Rooms", "photos": nonsense})
        with pytest.raises(intake.BadBrief, match="3 files at most"):
            intake.start(
                version.workflow, {"topic": "Rooms", "photos": [str(uuid.uuid4()) for _ in range(4)]}
            )
        assert Run.objects.count() == 1


def test_it_shows_a_file_to_its_clients_people_only(cast: Cast, browse) -> None:
    row, pdf = kept(cast.ours), kept(cast.ours, photos.PDF, "menu “May”.pdf")
    for user in (cast.ours.owner, cast.ours.viewer, cast.ours.reader):
        answer = browse(user).get(f"/portal/files/{row.pk}/")
        assert (answer.status_code, answer.content, answer["Content-Type"]) == (
            200,
            photos.JPEG,
            "image/jpeg",
        )
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert (
        browse(cast.ours.owner)
        .get(f"/portal/files/{pdf.pk}/")["Content-Disposition"]
        .startswith("attachment")
    )
    for user in (cast.rival.owner, cast.rival.reviewer, cast.neighbour_reviewer):
        assert browse(user).get(f"/portal/files/{row.pk}/").status_code == 404
    assert browse(cast.ours.owner).get(f"/portal/files/{uuid.uuid4()}/").status_code == 404


def test_it_takes_files_in_the_portal_and_keeps_them_over_a_mistake(cast: Cast, browse) -> None:
    with tenant_tx(cast.ours.client.pk):
        workflow = photos.published(cast.ours.client.pk).workflow
    person, address = browse(cast.ours.reviewer), f"/portal/request/{workflow.pk}/"
    assert 'type="file"' in html_of(person.get(address))
    upload = SimpleUploadedFile("house.jpg", photos.JPEG, "image/jpeg")
    page = person.post(address, {"photos": [upload], "topic": ""})
    assert page.status_code == 422
    with tenant_tx(cast.ours.client.pk):
        row = File.objects.get()
    assert f'value="{row.pk}" checked' in html_of(page)
    bad = SimpleUploadedFile("a.png", b"<svg/>", "image/png")
    page = person.post(address, {"photos": [str(row.pk), bad], "topic": "Rooms"})
    assert "is not PNG, JPEG" in html_of(page) and f'value="{row.pk}" checked' in html_of(page)
    answer = person.post(address, {"photos": [str(row.pk)], "topic": "Rooms"})
    assert answer.status_code == 302
    page = html_of(person.get(answer.url))
    assert f'src="/portal/files/{row.pk}/" alt="house.jpg"' in page


def test_it_takes_files_in_the_admin(cast: Cast, browse) -> None:
    with tenant_tx(cast.ours.client.pk):
        workflow = photos.published(cast.ours.client.pk).workflow
    theirs = kept(cast.rival)
    owner, address = browse(cast.ours.owner), f"/admin/workflows/workflow/{workflow.pk}/start/"
    assert 'enctype="multipart/form-data"' in html_of(owner.get(address))
    upload = SimpleUploadedFile("house.jpg", photos.JPEG, "image/jpeg")
    page = html_of(owner.post(address, {"brief-photos": [upload, str(theirs.pk)], "brief-topic": "Rooms"}))
    assert "names a file that isn&#x27;t there" in page and "house.jpg" in page
    with tenant_tx(cast.ours.client.pk):
        row = File.objects.get()
    answer = owner.post(address, {"brief-photos": [str(row.pk)], "brief-topic": "Rooms"})
    assert answer.status_code == 302
    assert 'alt="house.jpg"' in html_of(owner.get(answer.url))
    assert "house.jpg" in html_of(owner.get(f"{address}?like={answer.url.split('/')[-3]}"))


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_model_sees_them_and_the_books_say_which(cast: Cast, stand_in: StandIn, settings) -> None:
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": stand_in.url}
    stand_in.will(says("A white house."))
    row = kept(cast.ours)
    run = carried(cast.ours, row)
    with tenant_tx(cast.ours.client.pk):
        (call,) = Call.objects.filter(run=run)
        assert Run.objects.get(pk=run.pk).state == "done"
    assert call.files == [{"name": "house.jpg", "digest": row.digest}]
    assert "Describe house.jpg for Rooms." in call.prompt
    image, text = stand_in.journal[0]["body"]["messages"][0]["content"]
    assert (image["type"], text["type"]) == ("image", "text")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_stand_in_says_that_it_cannot_see(cast: Cast, settings) -> None:
    settings.MODEL_ENVIRONMENT = {}
    run = carried(cast.ours, kept(cast.ours))
    with tenant_tx(cast.ours.client.pk):
        text = Run.objects.get(pk=run.pk).attempts.get().output["text"]
    assert "can't see pictures and PDFs. It was given: house.jpg." in text
