"""People's rows, found or created, and their names as shown. Knows no channel beyond ids and the names it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, bindparam, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.compiled import Compiled
from db.models import AnswerWay, Origin, Person, Profile, Role, Ticket, any_of
from db.unit_of_work import get_unit
from desk import history
from desk.context import Context
from desk.outbox import letters_for_blocked
from desk.people.names import clean_person_name, make_display_name, make_full_name
from desk.people.panel_access import end_access
from desk.people.waiting import decide_waiting
from desk.policy import permissions
from desk.results import PersonView
from desk.settings import VERSION, DeskSettings, remember_version

MOST = 8


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A requester. `newest`: the number of their last ticket, by which namesakes differ; `length`: how many characters
    of the words are their name."""

    id: int
    name: str
    newest: int | None
    length: int


async def find_named(session: AsyncSession, words: str) -> tuple[NamedPerson, ...]:
    """Return the requesters whose whole name, or else first name, the words begin with: the longest whole name counts,
    so one person unless it is ambiguous. At most `MOST`."""
    whole = await _find(session, words, Person.name.expression)
    if whole:
        longest = max(one.length for one in whole)
        return tuple(one for one in whole if one.length == longest)
    return tuple(await _find(session, words, func.split_part(Person.name, " ", 1)))


async def _find(session: AsyncSession, words: str, name: ColumnElement[str]) -> list[NamedPerson]:
    """Match names of which the words are a continuation, not in the middle of a word."""
    newest = select(func.max(Ticket.number)).where(Ticket.requester_id == Person.id, Ticket.filed_at.is_not(None))
    said = func.lower(literal(words))
    length = func.char_length(name)
    after = func.substr(said, length + 1, 1)
    reachable = or_(Person.telegram_id.is_not(None), Person.system_id.is_not(None))
    found = (
        select(Person.id, Person.name, newest.scalar_subquery().label("newest"), length.label("length"))
        .where(Person.role == Role.REQUESTER, reachable, length > 0, func.starts_with(said, func.lower(name)))
        .where(or_(after == "", ~after.regexp_match("[[:alnum:]]")))
        .order_by(length.desc(), Person.id.desc())
        .limit(MOST)
    )
    return [NamedPerson(row.id, row.name, row.newest, row.length) for row in await session.execute(found)]


TURN_KEY = func.hashtextextended("turn:" + cast(Person.id, String), 11)
TURN = func.pg_advisory_xact_lock(TURN_KEY)
"""A column of a SELECT of a person's row: waits for their turn and keeps it until the end of the transaction."""


def _mark_turn_taken(session: AsyncSession, person_id: int) -> None:
    """Record that `TURN` was selected in this transaction, outside of any savepoint, so that it is not taken again."""
    get_unit(session).held_turns.add(person_id)


def make_view(person: Person) -> PersonView:
    """Return a person as a frozen value."""
    return PersonView(person.id, person.name, person.role, person.telegram_id)


@dataclass(frozen=True, slots=True)
class WantedWay:
    """How a requester wants answers, if not in the chat; `phone`: the number they registered with, in E.164, if they
    want to be called."""

    way: AnswerWay
    phone: str | None = None


async def find_wanted_way(session: AsyncSession, person: Person, rules: DeskSettings) -> WantedWay | None:
    """Return how a person wants answers; None if in the chat, or if the desk does not ask. Costs a statement only for
    those who want to be called."""
    way = person.answer_way
    if not rules.news.answer_way or way is None or way is AnswerWay.HERE:
        return None
    number = select(Profile.phone).where(Profile.person_id == person.id)
    return WantedWay(way, await session.scalar(number) if way is AnswerWay.PHONE else None)


NOT_STAFF = (Role.REQUESTER, Role.GROUP, Role.INTAKE_GROUP)
_LONGEST_USERNAME = 32
_HELD = Compiled(
    select(Person, TURN, VERSION)
    .where(Person.telegram_id == bindparam("telegram_id"))
    .with_for_update(read=True, key_share=True, of=Person)
)


async def get_or_create(
    session: AsyncSession,
    telegram_id: int,
    *,
    first: str | None,
    last: str | None,
    username: str | None,
    language: str | None,
    now: datetime,
    rules: DeskSettings,
    leaving: bool = False,
) -> Person:
    """Return the row of the person who wrote or pressed, created or updated; letters that waited for them are released
    if they are back (`leaving`: the update says that they blocked the bot). Their turn is taken, and their role stays
    as it is, until the transaction ends."""
    person = await _load(session, telegram_id)
    if person is None:
        row = insert(Person).values(telegram_id=telegram_id, name="", created_at=now)
        await session.execute(row.on_conflict_do_nothing(index_elements=["telegram_id"]))
        person = await _load(session, telegram_id)
        assert person is not None
    _mark_turn_taken(session, person.id)
    _set_names(person, first, last, username, rules)
    if language is not None and person.language != language:
        person.language = clean_person_name(language)[:16]
    if not leaving and (person.started_at is None or person.bot_blocked_at is not None):
        person.started_at = person.started_at or now
        await mark_reachable(session, person, now=now)
    if telegram_id in rules.admin_ids and not person.admin_by_setting:
        context = Context(session, Origin.TELEGRAM, person, now=now, rules=rules)
        await make_admin_by_setting(context, person)
        set_username(person, username)
    return person


def _set_names(person: Person, first: str | None, last: str | None, username: str | None, rules: DeskSettings) -> None:
    """Set the names that Telegram gives; a name that stays the same is not written."""
    name = make_display_name(first, last, username, person.id)
    if person.name != name:
        person.name = name
    full = make_full_name(first, last) if rules.board.names == "full" else None
    if person.full_name != full:
        person.full_name = full
    set_username(person, username)


def set_username(person: Person, username: str | None) -> None:
    """Set the name by which Telegram mentions somebody, which is kept of the team alone."""
    if person.role not in NOT_STAFF:
        called = clean_person_name(username)[:_LONGEST_USERNAME] or None
        if person.username != called:
            person.username = called


async def make_admin_by_setting(context: Context, person: Person) -> None:
    """Make the person an admin for as long as ADMIN_IDS names them; the role of an invite is kept for later."""
    history.record_action(context, "admin-by-setting", f"person:{person.id}", person.role.value, Role.ADMIN.value)
    person.admin_by_setting = True
    await set_role(context, person, Role.ADMIN, given=person.role_given)


async def set_role(
    context: Context, person: Person, role: Role, *, given: Role | None, grants: Mapping[str, bool] | None = None
) -> None:
    """Set what a person is to the team, the one way in which that changes: who may do more, or may not enter, signs in
    to the panel anew, and what waits for them is decided by what they are now. `grants`: None for those they have."""
    before = permissions.get_grants(person)
    person.role, person.role_given = role, given
    person.grants = person.grants if grants is None else dict(grants)
    person.dismissed_at = None if role in permissions.STAFF else context.now
    await context.session.flush()
    if permissions.get_grants(person) - before or not permissions.can_enter(person, context.rules):
        await end_access(context.session, person.id, context.now)
    await decide_waiting(context, person.id)


async def _load(session: AsyncSession, telegram_id: int) -> Person | None:
    """Read the person's row, their turn and the settings' version in one statement; None for a new person."""
    known = get_unit(session).people_ahead.pop(telegram_id, None)
    if known is not None:
        return known
    rows = await _HELD.fetch(session, {"telegram_id": telegram_id})
    if not rows:
        return None
    person, _, version = rows[0]
    remember_version(session, version)
    held: Person = person
    return held


async def mark_reachable(session: AsyncSession, person: Person, *, now: datetime) -> None:
    """Mark the person as reachable (again), and release what waited for them."""
    person.bot_blocked_at = person.gone_at = None
    person.back_at = now
    await session.flush()
    await letters_for_blocked.release_parked(session, person, now=now)


async def mark_blocked(session: AsyncSession, person: Person, *, now: datetime, gone: bool = False) -> None:
    """Mark that the person blocked the bot (`my_chat_member`, or Telegram refused a send); `gone`: Telegram does not
    know them any more."""
    if person.bot_blocked_at is None:
        person.bot_blocked_at = now
    if gone and person.gone_at is None:
        person.gone_at = now
    await session.flush()


async def get_or_create_on_board(session: AsyncSession, todoist_id: str, full_name: str, *, now: datetime) -> Person:
    """Return the row of a Todoist person, created or updated; a linked one keeps their Telegram name."""
    name = clean_person_name(full_name) or f"Todoist {todoist_id}"
    row = insert(Person).values(todoist_id=todoist_id, todoist_name=name, name=name, created_at=now)
    await session.execute(row.on_conflict_do_nothing(index_elements=["todoist_id"]))
    person = (await session.scalars(select(Person).where(Person.todoist_id == todoist_id))).one()
    if person.todoist_name != name:
        person.todoist_name = name
    if person.telegram_id is None and person.name != name:
        person.name = name
    return person


async def find_by_telegram(session: AsyncSession, telegram_id: int) -> Person | None:
    """Return the person with that Telegram id, as callback data holds it, or None."""
    if not -(2**63) <= telegram_id < 2**63:
        return None
    return (await session.scalars(select(Person).where(Person.telegram_id == telegram_id))).first()


async def find_by_todoist(session: AsyncSession, todoist_id: str) -> Person | None:
    """Return the person with that Todoist id, or None."""
    return (await session.scalars(select(Person).where(Person.todoist_id == todoist_id))).first()


async def lock_people(session: AsyncSession, *ids: int | None) -> None:
    """Lock these people's rows in the order of their ids and read their current roles; until the end of the transaction
    only a dismissal or a link waits for that."""
    query = select(Person).where(any_of(Person.id, [one for one in ids if one is not None])).order_by(Person.id)
    await session.scalars(query.with_for_update(read=True, key_share=True).execution_options(populate_existing=True))


async def make_signature(session: AsyncSession, person: Person) -> str:
    """Return the name under a person's messages. A board-only name that equals a Telegram person's becomes "name
    (board)"; who types a name elsewhere does not learn by it who has written to the desk."""
    if person.telegram_id is not None or person.todoist_id is None:
        return person.name
    same = select(Person.id).where(Person.name == person.name, Person.telegram_id.is_not(None)).limit(1)
    taken = await session.scalar(same) is not None
    return f"{person.name} (board)" if taken else person.name
