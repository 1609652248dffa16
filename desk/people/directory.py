"""People's rows, found or created, and their names as shown. Knows no channel beyond ids and the names it gives."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Origin, Person, Role, any_of
from desk import audit
from desk.context import Context
from desk.outbox import parked_letters
from desk.people import panel_access
from desk.people.display_names import clean_person_name, make_display_name, make_full_name
from desk.people.person_lock import TURN, mark_turn_taken
from desk.results import PersonView
from desk.settings import VERSION, DeskSettings, note_version


def make_view(person: Person) -> PersonView:
    """Return a person as a frozen value."""
    return PersonView(person.id, person.name, person.role, person.telegram_id)


NOT_STAFF = (Role.REQUESTER, Role.GROUP, Role.INTAKE_GROUP)
_LONGEST_USERNAME = 32
_HELD = (
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
    mark_turn_taken(session, person.id)
    name = make_display_name(first, last, username, person.id)
    if person.name != name:
        person.name = name
    full = make_full_name(first, last) if rules.board.names == "full" else None
    if person.full_name != full:
        person.full_name = full
    if person.role not in NOT_STAFF:
        called = clean_person_name(username)[:_LONGEST_USERNAME] or None
        if person.username != called:
            person.username = called
    if language is not None and person.language != language:
        person.language = clean_person_name(language)[:16]
    if not leaving and (person.started_at is None or person.bot_blocked_at is not None):
        person.started_at = person.started_at or now
        await mark_reachable(session, person, now=now)
    if telegram_id in rules.admin_ids and not person.admin_by_setting:
        context = Context(session, origin=Origin.TELEGRAM, actor=person, now=now, rules=rules)
        audit.record_action(context, "admin-by-setting", f"person:{person.id}", person.role.value, Role.ADMIN.value)
        await panel_access.end_access(session, person.id, now)
        make_admin_by_setting(person)
    return person


def make_admin_by_setting(person: Person) -> None:
    """Make the person an admin for as long as ADMIN_IDS names them; the role of an invite is kept for later."""
    person.admin_by_setting = True
    person.role = Role.ADMIN
    person.dismissed_at = None


async def _load(session: AsyncSession, telegram_id: int) -> Person | None:
    """Read the person's row, their turn and the settings' version in one statement; None for a new person."""
    row = (await session.execute(_HELD, {"telegram_id": telegram_id})).first()
    if row is None:
        return None
    person, _, version = row
    note_version(session, version)
    held: Person = person
    return held


async def mark_reachable(session: AsyncSession, person: Person, *, now: datetime) -> None:
    """Mark the person as reachable (again), and release what waited for them."""
    person.bot_blocked_at = person.gone_at = None
    person.back_at = now
    await session.flush()
    await parked_letters.release_parked(session, person, now=now)


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
    (board)"."""
    if person.telegram_id is not None:
        return person.name
    same = select(Person.id).where(Person.name == person.name, Person.telegram_id.is_not(None)).limit(1)
    taken = await session.scalar(same) is not None
    return f"{person.name} (board)" if taken else person.name
