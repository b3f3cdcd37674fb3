"""Fills the demo: agencies, people, clients with their documents and published workflows, API keys.

Each client is made in one transaction and never touched again, so that a second start finds what is there,
quickly, with everything that somebody changed in the meantime.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from config.demo import people
from config.demo.keys import key_of
from config.demo.material import AgencyMaterial, ClientMaterial, Learned, agencies
from memory import lessons
from memory.documents import add_upload
from memory.ingest import index_pending
from memory.reading import read_pending
from tenants.models import Agency, Client, User
from tenants.scope import tenant_tx
from workflows import answering
from workflows.exchange import taking
from workflows.exchange.material import Material


@dataclass(frozen=True)
class Login:
    role: str
    name: str
    email: str
    password: str
    place: str  # the agency's or the client's name
    client: str  # slug; "" for the agency's own people


@dataclass(frozen=True)
class Key:
    client: str  # slug
    key: str


@dataclass(frozen=True)
class Seeded:
    logins: tuple[Login, ...]
    keys: tuple[Key, ...]
    clients: dict[str, int]  # slug -> id


class NotADemo(Exception):
    """The demo's people have a password that everybody knows: set BATON_DEMO=1, and never on a server."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def seed() -> Seeded:
    if not settings.DEMO:
        raise NotADemo
    listed = agencies()
    clients: dict[str, int] = {}
    keys: list[Key] = []
    for material in listed:
        agency = people.agency_of(material)
        for client in _clients(agency, material):
            clients[client.slug] = client.pk
            keys.append(_key(client, people.owner_of(material)))
    return Seeded(tuple(login for each in listed for login in _logins(each)), tuple(keys), clients)


def _clients(agency: Agency, material: AgencyMaterial) -> list[Client]:
    known = people.clients_of(material, agency)
    made = [
        known.get(each.slug) or _made(agency, each, people.owner_of(material)) for each in material.clients
    ]
    for client in made:  # here and now: the first run needs its passages before a worker hears the bell
        read_pending(client.pk)
        index_pending(client.pk)
    return made


@transaction.atomic
def _made(agency: Agency, material: ClientMaterial, owner: User) -> Client:
    client = people.new_client(agency, material)
    with tenant_tx(client.pk, agency=agency.pk):
        for paper in material.papers:
            add_upload(client, paper.text.encode(), paper.filename, paper.kind, paper.title, owner)
        for learned in material.lessons:
            _learn(client, learned, owner)
        for process in material.processes:
            _publish(client, process, owner)
    return client


def _learn(client: Client, learned: Learned, owner: User) -> None:
    lesson = lessons.propose(
        client,
        learned.rule,
        learned.kind,
        write=learned.write,
        avoid=learned.avoid,
        evidence=[(before, after) for before, after in learned.evidence],
    )
    if learned.state == "accepted":
        lessons.accept(lesson, owner)


def _publish(client: Client, process: Material, by: User) -> None:
    draft = taking.take(client, process, by).version
    draft.notes = "The first version."
    draft.save(update_fields=["notes"])
    answering.publish(draft, draft.workflow.owner)


def _key(client: Client, by: User) -> Key:
    with tenant_tx(client.pk):
        return Key(client.slug, key_of(client, by))


def _logins(material: AgencyMaterial) -> list[Login]:
    staff = [(person, material.name, "") for person in material.people]
    theirs = [(person, client.name, client.slug) for client in material.clients for person in client.people]
    return [
        Login(person.role, person.name, person.email, people.PASSWORD, place, client)
        for person, place, client in (*staff, *theirs)
    ]
