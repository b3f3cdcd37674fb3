from memory.models import Document, Passage
from tenants.scope import scope
from workflows import whys
from workflows.models import Attempt

ROOM = {
    "budget": 200,
    "note": "They were cut.",
    "shares": [{"part": "voice", "tokens": 50}, {"part": "sample", "tokens": 30}],
    "left_out": [{"title": "Old letter", "kind": "sample", "tokens": 900}],
}


def entry(kind: str, text: str, pk: int = 0, **more) -> dict:
    return {"id": pk, "document_id": 7, "title": kind.title(), "kind": kind, "text": text, "score": 1.0,
            "pinned": False, **more}  # fmt: skip


def attempt(client, *entries: dict, room: dict | None = None) -> Attempt:
    return Attempt(client_id=client.pk, context=list(entries), room=room or {})


def test_it_says_why_each_was_used_in_the_order_of_the_parts(cast):
    with scope([cast.ours.client.pk]):
        why = whys.of([
            attempt(
                cast.ours.client,
                entry("sample", "A letter.", 1, score=0.7, heading="June", version=2,
                      why="by its words; approved as it was, today"),
                entry("facts", "Six rooms.", 2, pinned=True),
                entry("lesson", "Short.", 3, pinned=True),
                entry("voice", "Warm.", pinned=True),
                room=ROOM,
            )
        ])  # fmt: skip
    assert [(line.part, line.kind) for line in why.lines] == [
        ("voice", "Brand voice"), ("lesson", "Lesson"), ("always", "Facts"), ("sample", "Past piece"),
    ]  # fmt: skip
    *_, sample = why.lines
    assert (sample.why, sample.place) == (
        "Found by its words; approved as it was, today.",
        "June · version 2",
    )
    assert (sample.rank, round(sample.percent, 1)) == (70, 1.5)


def test_it_draws_the_shares_and_names_what_had_no_room(cast):
    why = whys.of([attempt(cast.ours.client, room=ROOM)])
    assert [(bar.part, bar.start, bar.percent) for bar in why.bars] == [
        ("voice", 0.0, 25.0),
        ("sample", 25.0, 15.0),
    ]
    assert (why.tokens, why.told) == (80, "Brand voice 25 %, Past pieces 15 %")
    assert (why.left_out, why.note) == (("Old letter (900 tokens)",), "They were cut.")


def test_it_shows_what_earlier_attempts_kept(cast):
    """Before there were shares, scores and reasons."""
    with scope([cast.ours.client.pk]):
        old = {"title": "Voice", "kind": "voice", "text": "Warm.", "pinned": True}
        why = whys.of([attempt(cast.ours.client, old), attempt(cast.ours.client, old)])
    (line,) = why.lines
    assert (line.why, line.now, why.bars) == (whys.WHOLE, None, ())


def test_it_knows_what_was_decided_since_and_only_of_the_clients_own(cast, db):
    with scope([cast.ours.client.pk, cast.neighbour.pk]):
        ids = {}
        for client in (cast.ours.client, cast.neighbour):
            document = client_document(client)
            ids[client.pk] = Passage.objects.create(
                client=client, document=document, position=0, text="x", use="never"
            ).pk
        why = whys.of([attempt(cast.ours.client, *(entry("facts", f"{pk}", pk) for pk in ids.values()))])
    mine, theirs = why.lines
    assert (mine.now.use, theirs.now) == ("never", None)


def client_document(client):
    return Document.objects.create(
        client=client, kind="facts", title="Facts", text="x", digest=str(client.pk)
    )
