"""Permissions: roles, what a person is to a ticket, and who may use which verb (`ALLOWED`). Changes nothing.

Every channel asks `get_access` at the moment somebody acts or reads, so a membership that has ended gives no access,
not even through an old message or button.

In which status a verb is possible is in `transitions.py`, who sees what in `visibility.py`.

Grants: what a member of staff may do. A role is a preset of grants, and single persons may differ from it. A grant
decides at the moment somebody acts or reads; what a person is to one ticket is in `permissions.py`, who sees what in
`visibility.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import Ask, ClientRole, Entry, Membership, Person, QuestionKind, Role, StoredSetting, Ticket
from desk.errors import NotAllowed
from desk.policy.transitions import Verb
from desk.settings import DeskSettings


class Grant(StrEnum):
    """One thing that a member of staff may do; its name is the text `grant-<value>`."""

    WORK = "work"  # take requests and change them
    SEND = "send"  # answers reach the requester without approval
    SEE_ALL = "see_all"  # all requests; without it own and unassigned ones
    NOTES = "notes"  # read and write notes
    PHONES = "phones"  # see whole phone numbers
    MASKED = "masked"  # see what was masked in messages
    FIGURES = "figures"  # figures of other people
    EXPORT = "export"  # files with many requests or people
    PUBLISH = "publish"  # articles, prepared answers, texts, the menu
    MAILINGS = "mailings"  # mailings and known problems
    MERGE = "merge"  # merge and split requests
    BLOCK = "block"  # block requesters
    PRICES = "prices"  # prices, payments and balances
    WRITE = "write"  # begin a request with somebody
    APPROVE = "approve"  # answers of trainees
    REVIEW = "review"  # quality reviews
    RULES = "rules"  # rules
    TOPICS = "topics"  # topics and events
    ORGANIZATIONS = "organizations"  # organizations, their contacts and members
    TEAM = "team"  # invite, roles, shifts of others, dismissal
    AUDIT = "audit"  # the audit log
    PRIVACY = "privacy"  # erase everything about a requester
    INTEGRATIONS = "integrations"  # integrations, their tokens and webhooks
    OPERATIONS = "operations"  # failed jobs and the board
    SETTINGS_REQUESTS = "settings_requests"
    SETTINGS_TEAM = "settings_team"
    SETTINGS_LIMITS = "settings_limits"
    SETTINGS_HOURS = "settings_hours"
    SETTINGS_ESCALATION = "settings_escalation"
    SETTINGS_PROMISES = "settings_promises"
    SETTINGS_NOTICES = "settings_notices"
    SETTINGS_BRIEFINGS = "settings_briefings"
    SETTINGS_BOARD = "settings_board"
    SETTINGS_ORGANIZATIONS = "settings_organizations"
    SETTINGS_PAYMENTS = "settings_payments"
    SETTINGS_DESK = "settings_desk"


_TRAINEE = frozenset({Grant.WORK, Grant.SEE_ALL, Grant.NOTES})
_AGENT = _TRAINEE | {Grant.SEND, Grant.PHONES, Grant.MASKED, Grant.MERGE, Grant.BLOCK, Grant.PRICES, Grant.WRITE}
_SENIOR = _AGENT | {Grant.APPROVE, Grant.FIGURES, Grant.PUBLISH}
_REVIEWER = frozenset({Grant.SEE_ALL, Grant.NOTES, Grant.FIGURES, Grant.REVIEW})
_MANAGER = (
    _SENIOR
    | _REVIEWER
    | {Grant.EXPORT, Grant.MAILINGS, Grant.RULES, Grant.TOPICS, Grant.ORGANIZATIONS, Grant.TEAM, Grant.AUDIT}
    | {Grant.SETTINGS_HOURS, Grant.SETTINGS_ESCALATION, Grant.SETTINGS_BRIEFINGS}
)
ALL = frozenset(Grant)
ANY_SETTING = frozenset(grant for grant in Grant if grant.value.startswith("settings_"))
"""One for each group of settings."""
OF_ADMINS = ALL - _MANAGER
"""What only admins may do, unless somebody has one of these besides their role."""
PANEL = frozenset({Grant.TEAM, Grant.REVIEW})
"""Who has one of these may sign in to the panel, whatever the setting for agents says."""
PRESETS: dict[Role, frozenset[Grant]] = {
    Role.TRAINEE: _TRAINEE,
    Role.AGENT: _AGENT,
    Role.SENIOR: _SENIOR,
    Role.REVIEWER: _REVIEWER,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: ALL,
}
"""What each role of staff may do."""


def get_grants(person: Person) -> frozenset[Grant]:
    """Return what this person may do now: nothing without a role of staff, everything as an admin."""
    if person.dismissed_at is not None:
        return frozenset()
    return combine_grants(person.role, person.grants or {})  # None in a row that is not stored yet


def combine_grants(role: Role, differs: Mapping[str, bool]) -> frozenset[Grant]:
    """Return what a role lets its person do, with the grants that differ from it."""
    preset = PRESETS.get(role, frozenset())
    if not preset or not differs or role is Role.ADMIN:
        return preset
    return frozenset(grant for grant in Grant if differs.get(grant.value, grant in preset))


def has_grant(person: Person, grant: Grant | frozenset[Grant]) -> bool:
    """Return True if this person may do that now, of several things one."""
    if isinstance(grant, frozenset):
        return not grant.isdisjoint(get_grants(person))
    if person.dismissed_at is not None or person.role not in PRESETS:
        return False
    if person.role is Role.ADMIN:
        return True
    return bool((person.grants or {}).get(grant.value, grant in PRESETS[person.role]))


async def can_whole_team(session: AsyncSession, grant: Grant) -> bool:
    """Return True if everybody on the team may do that now."""
    return not await session.scalar(select(exists().where(is_lacking(Person, grant))))


def is_lacking(who: type[Person], *grants: Grant) -> ColumnElement[bool]:
    """Match members of the team who may not do one of these now."""
    team = and_(who.role.in_(PRESETS), who.role != Role.ADMIN, who.dismissed_at.is_(None))
    return and_(team, or_(*(~_may(who, grant) for grant in grants)))


def _may(who: type[Person], grant: Grant) -> ColumnElement[bool]:
    lacking = [role for role, preset in PRESETS.items() if grant not in preset]
    return func.coalesce(who.grants[grant.value].as_boolean(), who.role.not_in(lacking))


def is_limited_on_board() -> ColumnElement[bool]:
    """Match accounts on the board that act as less than an agent: of former members, of members who may not change
    tickets, answer or ask for money."""
    limits = Grant.WORK, Grant.SEND, Grant.PRICES
    member = exists().where(_Other.id == Person.former_id, is_lacking(_Other, *limits))
    return or_(Person.dismissed_at.is_not(None), is_lacking(Person, *limits), member)


def list_roles(person: Person) -> list[Role]:
    """Return the roles that this person may give: those that may do nothing they may not."""
    mine = get_grants(person)
    return [role for role, preset in PRESETS.items() if preset <= mine]


STAFF = tuple(PRESETS)
"""The roles of members of the team."""
STAFF_QUESTIONS = frozenset(
    {
        QuestionKind.WHERE_TO,
        QuestionKind.NOT_YOURS,
        QuestionKind.HOLD_REASON,
        QuestionKind.ESCALATION,
        QuestionKind.LOW_MARK,
        QuestionKind.FOCUS,
    }
)
"""Questions that only staff are asked, about tickets that are not their own."""
LEADING = (ClientRole.ADMINISTRATOR, ClientRole.DIRECTOR)
"""Roles in an organization that see the requests of others."""
_Other = aliased(Person)
_Wrote, _Asked = aliased(Entry), aliased(Entry)


@dataclass(frozen=True, slots=True)
class Access:
    """The part a person has in one ticket; requester and staff only if its requester is the only member of staff.

    `client` is their role in the ticket's organization if it lets them see tickets of others; empty for everybody else.
    `joins`: they write in the group that the ticket is from, or from an address that takes part in it, and may add
    words to it, whoever else they are.
    `grants`: what they may do as staff; everything for the desk itself and the board.
    """

    requester: bool = False
    staff: bool = False
    client: ClientRole | None = None
    grants: frozenset[Grant] = ALL
    joins: bool = False

    @property
    def works(self) -> bool:
        """True for staff who may change the ticket."""
        return self.staff and Grant.WORK in self.grants

    @property
    def reads_notes(self) -> bool:
        """True for staff who may read notes."""
        return self.staff and Grant.NOTES in self.grants

    def __bool__(self) -> bool:
        return self.requester or self.staff or self.client is not None


def is_staff(person: Person) -> bool:
    """Return True for members of the team, by the role they have now."""
    return person.role in STAFF and person.dismissed_at is None


def can_enter(person: Person, rules: DeskSettings) -> bool:
    """Return True for those who may sign in to the panel: who lead the team or review, and all of the team if a setting
    allows it."""
    return is_staff(person) and (rules.web.for_agents or has_grant(person, PANEL))


def is_admitted(networks: Sequence[IPv4Network | IPv6Network], address: str) -> bool:
    """Return True if the panel opens from this address: it is in one of the networks, or there are none. Text that is
    no address is in none."""
    if not networks:
        return True
    try:
        at = ip_address(address)
    except ValueError:
        return False
    return any(at in network for network in networks)


def require_staff(person: Person) -> None:
    """Raise NotAllowed for everybody except members of the team."""
    if not is_staff(person):
        raise NotAllowed


def require_grant(person: Person, grant: Grant | frozenset[Grant], refusal: str = "not-granted") -> None:
    """Raise NotAllowed unless the person may do that, with the key `refusal` for members of the team."""
    require_staff(person)
    if not has_grant(person, grant):
        raise NotAllowed(refusal)


async def get_member(session: AsyncSession, person: Person) -> Person:
    """Return whose rights count on the board: of an account that was a member's, the member; otherwise the person."""
    return person if person.former_id is None else await session.get_one(Person, person.former_id)


def select_accounts(person_id: int) -> Select[int]:
    """Select the rows that act as this person: their own, and unlinked accounts on the board that were theirs."""
    return select(Person.id).where(or_(Person.id == person_id, Person.former_id == person_id))


async def is_only_staff(session: AsyncSession, person: Person) -> bool:
    """Return True if this member of staff is the only one."""
    return is_staff(person) and not await session.scalar(select(has_others_on_staff(person)))


def has_others_on_staff(person: Person) -> ColumnElement[bool]:
    return exists().where(_Other.role.in_(STAFF), _Other.dismissed_at.is_(None), _Other.id != person.id)


async def get_access(session: AsyncSession, ticket: Ticket, person: Person) -> Access:
    """Return what `person` is to `ticket`. Staff who filed it are its requester only, unless they are the only
    staff; without the grant `see_all` they see only what concerns them."""
    if ticket.requester_id == person.id:
        alone = is_staff(person) and await is_only_staff(session, person)
        return Access(requester=True, staff=alone, grants=get_grants(person) if alone else ALL)
    if person.role is Role.GROUP and person.dismissed_at is None:  # the team's chat, which all of the team read
        hidden = set() if await can_whole_team(session, Grant.NOTES) else {Grant.NOTES}
        return Access(staff=True, grants=ALL - {Grant.PHONES, Grant.MASKED} - hidden)
    if is_staff(person):
        grants = get_grants(person)
        sees = Grant.SEE_ALL in grants or await _concerns(session, ticket, person)
        return Access(staff=sees, grants=grants)
    return Access(client=await _get_client_role(session, ticket, person))


async def _concerns(session: AsyncSession, ticket: Ticket, person: Person) -> bool:
    if ticket.assignee_id in (None, person.id):
        return True
    return bool(await session.scalar(select(1).where(Ticket.id == ticket.id, is_concerning(person.id))))


def is_concerning(person_id: int) -> ColumnElement[bool]:
    """Match the tickets that a member of staff without the grant `see_all` sees: untaken ones, their own, and those
    they wrote in or were asked about."""
    wrote = exists().where(_Wrote.ticket_id == Ticket.id, _Wrote.author_id == person_id)
    asks = select(Ask.id).join(_Asked, _Asked.id == Ask.entry_id)
    asked = asks.where(_Asked.ticket_id == Ticket.id, Ask.asked_id == person_id).exists()
    return or_(Ticket.assignee_id.is_(None), Ticket.assignee_id == person_id, wrote, asked)


async def _get_client_role(session: AsyncSession, ticket: Ticket, person: Person) -> ClientRole | None:
    if ticket.organization_id is None:
        return None
    theirs = select(Membership.role).where(Membership.organization_id == ticket.organization_id)
    return await session.scalar(theirs.where(is_leading(person.id)))


def is_member(*, confirmed: bool = True, of: type[Membership] = Membership) -> ColumnElement[bool]:
    """Match the memberships that have not ended. Only a confirmed one gives rights, money, notices and lists;
    `confirmed=False` is for what concerns the person alone, and for staff."""
    live = of.ended_at.is_(None)
    return and_(live, of.confirmed_at.is_not(None)) if confirmed else live


def is_leading(person_id: int) -> ColumnElement[bool]:
    """Match the memberships by which a person sees the tickets of others now: confirmed, not ended, of an administrator
    or director, and only while the desk has organizations switched on."""
    is_on = exists().where(StoredSetting.key == "organizations", StoredSetting.value == literal(True, JSONB))
    return and_(
        Membership.person_id == person_id,
        is_member(),
        Membership.role.in_(LEADING),
        is_on,
    )


class Capacity(StrEnum):
    """In what capacity a person may use a verb; CLIENT leads the ticket's organization, PARTICIPANT is somebody in the
    group that it is from, or with an address that takes part, DESK is the clock, or the board if it names no one."""

    REQUESTER = "requester"
    CLIENT = "client"
    PARTICIPANT = "participant"
    STAFF = "staff"
    DESK = "desk"


_STAFF = frozenset({Capacity.STAFF})


_ON_BOARD = frozenset({Capacity.STAFF, Capacity.DESK})


_REQUESTER = frozenset({Capacity.REQUESTER})


_CLIENTS = frozenset({Capacity.REQUESTER, Capacity.CLIENT})
"""Who may speak for the requester's side: the requester, and who leads their organization."""


ALLOWED: dict[Verb, frozenset[Capacity]] = {
    Verb.CLAIM: _STAFF,
    Verb.REPLY: _ON_BOARD,
    Verb.COMMENT: _CLIENTS | {Capacity.PARTICIPANT},
    Verb.NOTE: _ON_BOARD,
    Verb.RELEASE: _ON_BOARD,
    Verb.RING: _STAFF,
    Verb.HAND_OVER: _ON_BOARD,
    Verb.PROGRESS: _ON_BOARD,
    Verb.PENDING: _ON_BOARD,
    Verb.HOLD: _ON_BOARD,
    Verb.RESOLVE: _ON_BOARD,
    Verb.SILENCE: frozenset({Capacity.DESK}),
    Verb.CONFIRM: _CLIENTS,
    Verb.DENY: _CLIENTS,
    Verb.REOPEN: frozenset(Capacity),
    Verb.CANCEL: _CLIENTS,
    Verb.HELPED: _REQUESTER,
    Verb.NEED_PERSON: _REQUESTER,
    Verb.NOT_PROBLEM: _REQUESTER,
    Verb.CLOSE: frozenset({Capacity.DESK}),
    Verb.RATE: _REQUESTER,
    Verb.RENAME: frozenset(Capacity),
    Verb.PRIORITISE: _ON_BOARD,
    Verb.CATEGORISE: frozenset({Capacity.REQUESTER, Capacity.STAFF, Capacity.DESK}),
    Verb.TAG: _ON_BOARD,
    Verb.PROMISE: _ON_BOARD,
    Verb.REASSURE: _STAFF,
    Verb.CANNOT_WAIT: _REQUESTER,
    Verb.CAN_WAIT: _STAFF,
    Verb.ESCALATE: _ON_BOARD,
    Verb.DEESCALATE: _ON_BOARD,
    Verb.SET_EVENT: _ON_BOARD,
    Verb.ASK_SENDER: _STAFF,
    Verb.SET_COPIES: _STAFF,
    Verb.SHARE: _REQUESTER,
    Verb.SET_ROOT_CAUSE: _ON_BOARD,
    Verb.SET_ORGANIZATION: frozenset({Capacity.REQUESTER, Capacity.STAFF, Capacity.DESK}),
    Verb.SET_PRICE: _ON_BOARD,
    Verb.RECORD_TIME: _ON_BOARD,
    Verb.SET_FIELD: _ON_BOARD,
    Verb.DRAFT: frozenset({Capacity.STAFF}),
    Verb.SUM_UP: frozenset({Capacity.STAFF}),
    Verb.MERGE: _ON_BOARD,
    Verb.UNMERGE: _ON_BOARD,
    Verb.SPLIT: _ON_BOARD,
    Verb.ADD_TO_OWN: _REQUESTER,
    Verb.JOIN: _STAFF,
    Verb.LEAVE: _STAFF,
    Verb.USE_STEPS: _ON_BOARD,
}


NEEDED: dict[Verb, Grant] = {
    Verb.NOTE: Grant.NOTES,
    Verb.SUM_UP: Grant.NOTES,
    Verb.MERGE: Grant.MERGE,
    Verb.UNMERGE: Grant.MERGE,
    Verb.SPLIT: Grant.MERGE,
    Verb.SET_PRICE: Grant.PRICES,
}
"""What staff need for a verb besides `work`."""


def may_use(verb: Verb, who: Access) -> bool:
    """Return True if a person may use the verb at all: in one of their capacities, as staff with its grant."""
    capacities = set(_get_capacities(who))
    if verb in NEEDED and NEEDED[verb] not in who.grants:
        capacities.discard(Capacity.STAFF)
    return is_allowed(verb, capacities)


def is_allowed(verb: Verb, capacities: Iterable[Capacity]) -> bool:
    """Return True if a person with these capacities may use the verb at all."""
    return not ALLOWED[verb].isdisjoint(capacities)


def _get_capacities(who: Access) -> frozenset[Capacity]:
    """Return the capacities of a person in a ticket."""
    found = {
        Capacity.REQUESTER: who.requester,
        Capacity.CLIENT: who.client is not None,
        Capacity.STAFF: who.works,
        Capacity.PARTICIPANT: who.joins,
    }
    return frozenset(capacity for capacity, has in found.items() if has)
