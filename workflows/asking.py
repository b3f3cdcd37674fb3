"""Whom the review steps of a client may name, and whom they mean: roles, the client's groups, and everybody who may
decide for it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tenants.access import Role
from tenants.members import Able, able
from tenants.models import AgencyGroup, AgencyGroupMember, Group, User
from workflows.engine.circle import ROLES, sort, words
from workflows.engine.definition import Step
from workflows.engine.problems import Problem, setting
from workflows.models import Version

MAY = "decide reviews"
OF_ROLE = {"@owners": (Role.OWNER,), "@agency": (Role.OWNER, Role.EDITOR), "@client": (Role.REVIEWER,)}
People = Mapping[int, Able]  # by the user's id
Groups = Mapping[str, set[int]]  # name -> users' ids


def choices(client_id: int) -> list[tuple[str, str]]:
    """(name as the engine knows it, words)."""
    roles = [(name, words[0].upper() + words[1:]) for name, words in ROLES.items()]
    own = Group.objects.filter(client_id=client_id).values_list("name", flat=True)
    groups = [(name, f"Group: {name}") for name in own]
    agencys = AgencyGroup.objects.exclude(name__in=list(own)).values_list("name", flat=True)
    groups += [(name, f"Group of the agency: {name}") for name in agencys]
    people = [one.user for one in able(MAY, [client_id])[client_id].values()]
    names = Counter(str(user) for user in people)
    shown = {user.email: str(user) if names[str(user)] == 1 else f"{user} ({user.email})" for user in people}
    return [*roles, *groups, *sorted(shown.items(), key=lambda one: one[1].lower())]


def having(people: People, role: str) -> set[int]:
    return {pk for pk, one in people.items() if one.role in OF_ROLE[role]}


def meant(names: Iterable[str], people: People, groups: Groups) -> set[int]:
    """Those of these people whom the names mean."""
    addresses = {one.user.email: pk for pk, one in people.items()}
    found: set[int] = set()
    for name in names:
        match sort(name):
            case "role":
                found |= having(people, name)
            case "person":
                found |= {addresses[name]} if name in addresses else set()
            case "group":
                found |= groups.get(name, set())
    return found & set(people)


def groups_of(clients: Iterable[int]) -> Mapping[int, Groups]:
    """Client -> its groups, and those of its agency. Of the same name its own one counts."""
    wanted, agencys = list(clients), _of_agency()
    own: dict[int, defaultdict[str, set[int]]] = {client: defaultdict(set) for client in wanted}
    rows = Group.objects.filter(client_id__in=wanted)
    for client, name, user in rows.values_list("client_id", "name", "members__user"):
        own[client][name].update([user] if user else [])
    return {client: {**agencys, **groups} for client, groups in own.items()}


def _of_agency() -> Groups:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for name, user in AgencyGroupMember.objects.values_list("group__name", "user_id"):
        found[name].add(user)
    return found


def deciders(version: Version) -> list[tuple[Step, list[User]]]:
    """Whom each review step asks as people are now: those it names, else those of the side that it is for.
    The scope has to hold the client and its agency."""
    steps = [step for step in version.definition.steps if step.kind == "review"]
    if not steps:
        return []
    client = version.client_id
    people, groups = able(MAY, [client])[client], groups_of([client])[client]
    return [(step, _asked(step.settings, people, groups)) for step in steps]


def _asked(settings: Mapping[str, Any], people: People, groups: Groups) -> list[User]:
    staff = settings.get("who") == "staff"
    named = meant(settings.get("reviewers") or (), people, groups)
    found = [one for pk, one in people.items() if (pk in named if named else one.is_staff == staff)]
    return sorted((one.user for one in found), key=lambda user: str(user).lower())


def problems(version: Version) -> list[Problem]:
    """Review steps of this version that would ask nobody, or too few, as people are now: warnings."""
    asking = [step for step in version.definition.steps if step.kind == "review"]
    if not asking:
        return []
    client = version.client_id
    people, groups = able(MAY, [client])[client], groups_of([client])[client]
    return [problem for step in asking for problem in _problems(step, people, groups)]


def _problems(step: Step, people: People, groups: Groups) -> Iterator[Problem]:
    asked = step.settings
    internal = asked.get("who") == "staff"
    in_sight = {pk: one for pk, one in people.items() if one.is_staff or not internal}
    for name in ("reviewers", "escalate_to", "pass_to"):
        for one in asked.get(name) or ():
            if sort(one) != "unknown" and not meant([one], in_sight, groups):
                sentence = f"{_capital(words(one))}: nobody there may decide at this step."
                yield Problem(setting(step, name), sentence, level="warning")
    able_to = meant(asked["reviewers"], in_sight, groups) if asked.get("reviewers") else set(in_sight)
    if 0 < len(able_to) < asked.get("approvals", 1):
        sentence = f"{asked['approvals']} approvals are needed, and as people are now only {len(able_to)} may decide."
        yield Problem(setting(step, "approvals"), sentence, level="warning")


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
