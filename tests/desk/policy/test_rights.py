"""Who may do and see what, whole: each table of the policy as text in the record of this test.

A reader of its diff sees what a change of the policy changes for whom.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from db.models import ClientRole, Entry, EntryKind, Person, Role, Status, Ticket
from desk.policy import Access, Verb, permissions, visibility
from desk.policy.permissions import ALL, NEEDED, PRESETS, STAFF, Capacity, Grant
from desk.policy.transitions import get_target_status
from tests import records

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
READERS: dict[str, Access] = {
    "nobody": Access(),
    "requester": Access(requester=True),
    **{f"{role.value} of the organization": Access(client=role) for role in ClientRole},
    "staff": Access(staff=True),
    "requester and staff": Access(requester=True, staff=True),
    **{f"staff without {one.value}": Access(staff=True, grants=ALL - {one}) for one in (Grant.WORK, *NEEDED.values())},
}


def _list(who: Iterable[str]) -> str:
    return ", ".join(who) or "nobody"


def _readers(may: Callable[[Access], bool]) -> str:
    return _list(name for name, access in READERS.items() if may(access))


def _grants(person: Person) -> str:
    return _list(sorted(grant.value for grant in Grant if permissions.has_grant(person, grant)))


def _of_roles() -> Iterator[str]:
    odd = {Grant.WORK.value: False, Grant.AUDIT.value: True}
    for role in Role:
        person = Person(role=role, grants={})
        yield f"{role.value}: {_grants(person)}"
        differs = Person(role=role, grants=odd)
        yield f"{role.value}, without work and with audit: {_grants(differs)}"
        assert permissions.get_grants(differs) == {one for one in Grant if permissions.has_grant(differs, one)}
        given = [one.value for one in permissions.list_roles(person)]
        yield f"{role.value} may give: {_list(given)}"
        former = Person(role=role, grants=odd, dismissed_at=NOW)
        assert not permissions.is_staff(former) and not permissions.get_grants(former)
        assert not any(permissions.has_grant(former, one) for one in Grant)
        assert permissions.is_staff(person) is (role in STAFF) is (role in PRESETS)
    assert permissions.has_grant(Person(role=Role.MANAGER, grants={}), frozenset({Grant.SETTINGS_DESK, Grant.TEAM}))
    assert not permissions.has_grant(Person(role=Role.AGENT, grants={}), frozenset({Grant.SETTINGS_DESK, Grant.TEAM}))


def _of_verbs() -> Iterator[str]:
    for verb in Verb:
        desk = "; the desk itself" if permissions.is_allowed(verb, (Capacity.DESK,)) else ""
        yield f"{verb.value}: {_readers(lambda who, verb=verb: permissions.may_use(verb, who))}{desk}"
        targets = {status: get_target_status(verb, status) for status in Status}
        told = [f"{status.value} -> {target.value}" for status, target in targets.items() if target is not None]
        yield f"{verb.value}: {_list(told)}"


def _of_sight() -> Iterator[str]:
    for status in Status:
        ticket = Ticket(status=status, filed_at=NOW)
        yield f"{status.value}: {_readers(lambda who, it=ticket: visibility.can_see_ticket(it, who))}"
        draft = Ticket(status=status, filed_at=None)
        assert _readers(lambda who, it=draft: visibility.can_see_ticket(it, who)) == "requester, requester and staff"
    for kind in EntryKind:
        yield f"{kind.value}: {_readers(lambda who, kind=kind: visibility.can_see_kind(kind, who))}"
        withdrawn = Entry(kind=kind, withdrawn_at=NOW)
        assert not any(visibility.can_see_entry(withdrawn, who) for who in READERS.values())
        assert _readers(lambda who, kind=kind: visibility.can_see_entry(Entry(kind=kind), who)) == _readers(
            lambda who, kind=kind: visibility.can_see_kind(kind, who)
        )
    reader = Person(role=Role.AGENT, grants={Grant.NOTES.value: False})
    assert [kind for kind in EntryKind if not visibility.can_read_kind(reader, kind)] == [EntryKind.NOTE]


def test_the_policy_is_as_recorded() -> None:
    assert not any(replace(who, staff=False).works for who in READERS.values())
    parts = {"Roles": _of_roles(), "Verbs": _of_verbs(), "Sight": _of_sight()}
    records.note("\n".join("\n".join((name, *(f"  {line}" for line in lines))) for name, lines in parts.items()) + "\n")
