"""The project, its sections, and who can write in it.

Finds or creates the project and its sections, and stores what is known of them: `BoardProject`.

The first time by name (sections in either language), afterwards by id, so that renaming does no harm. Knows no task.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from todoist_api_python.models import Project, Section

from db.database import Database
from db.models import BoardCard, BoardState, Collaborator, DeskRow, Person, Status, Ticket, any_of
from desk import installation
from desk.i18n.board_names import SECTION_NAMES, get_section_name
from desk.notifications import to_admins
from desk.people import person_rows
from desk.people.names import clean_person_name
from desk.policy import is_staff
from todoist_sync.alerts import BoardProblem
from todoist_sync.api.client import Todoist
from todoist_sync.api.rows import Row, TodoistError
from todoist_sync.context import EARLIEST, BoardProject, SyncContext
from todoist_sync.plan_limits import get_upload_bytes


async def get_or_create_person(session: AsyncSession, todoist_id: str, ctx: SyncContext) -> Person:
    """Return the person of a Todoist id; an id that is not linked gets a row of its own, by its Todoist name."""
    key = {"project_id": ctx.project.project_id, "todoist_id": todoist_id}
    listed = await session.get(Collaborator, key)
    name = listed.name if listed is not None else ""
    if todoist_id == ctx.project.account_id:
        name = name or ctx.project.account_name
    return await person_rows.get_or_create_on_board(session, todoist_id, name, now=ctx.now)


async def find_actor(session: AsyncSession, todoist_id: str | None, ctx: SyncContext) -> Person | None:
    """Return who acted, if Todoist says so; in a project of one account it can only be that account's person, if
    linked.

    None means "the board".
    """
    if todoist_id is not None and todoist_id != ctx.project.account_id:
        return await get_or_create_person(session, todoist_id, ctx)
    if todoist_id is None and ctx.project.shared:
        return None
    return await person_rows.find_by_todoist(session, ctx.project.account_id)


async def is_outsider(session: AsyncSession, todoist_id: str | None, ctx: SyncContext) -> bool:
    """Return True if the account may not act on the board: linked to no member of the team, on a board that is for
    those alone. Our own account always acts, and so does who is unknown."""
    if not ctx.rules.board.members_only or todoist_id in (None, ctx.project.account_id):
        return False
    person = await person_rows.find_by_todoist(session, todoist_id or "")
    return person is None or not is_staff(person)


@dataclass(frozen=True, slots=True)
class Member:
    """A collaborator, as Todoist names them."""

    name: str
    email: str | None = None

    @classmethod
    def of_row(cls, row: Row) -> "Member":
        """Build from the collaborator object of the Sync API."""
        return cls(str(row.get("full_name") or ""), row.get("email"))


async def store_collaborators(
    session: AsyncSession, project_id: str, names: dict[str, Member], *, whole: bool = False, gone: Sequence[str] = ()
) -> set[str]:
    """Store who can write on the board; `whole`: only these; `gone`: these no longer. Return who could not before."""
    before = await get_collaborator_ids(session, project_id)
    if whole:
        others = update(Collaborator).where(
            Collaborator.project_id == project_id, Collaborator.todoist_id.not_in(list(names))
        )
        await session.execute(others.values(active=False))
    for todoist_id, member in names.items():
        new = {"name": clean_person_name(member.name), "email": member.email, "active": True}
        row = {"project_id": project_id, "todoist_id": todoist_id, **new}
        upsert = insert(Collaborator).values(**row)
        await session.execute(upsert.on_conflict_do_update(index_elements=["project_id", "todoist_id"], set_=new))
    if gone:
        left = update(Collaborator).where(Collaborator.project_id == project_id, any_of(Collaborator.todoist_id, gone))
        await session.execute(left.values(active=False))
    if fresh := set(names).difference(before, gone):  # from now on the board can show them as assignees
        assignees = (
            select(Ticket.id).join(Person, Person.id == Ticket.assignee_id).where(any_of(Person.todoist_id, fresh))
        )
        shown = update(BoardCard).where(BoardCard.ticket_id.in_(assignees), BoardCard.gone.is_(None))
        await session.execute(shown.values(dirty=True))
    return fresh


async def tell_admins_who_joined(
    session: AsyncSession, project_id: str, todoist_ids: set[str], *, now: datetime
) -> None:
    """Tell the admins who has joined the board."""
    if not todoist_ids:
        return
    query = select(Collaborator.name).where(
        Collaborator.project_id == project_id, any_of(Collaborator.todoist_id, todoist_ids)
    )
    names = sorted(await session.scalars(query))
    await to_admins.tell_admins(session, "board-joined", now=now, names=", ".join(names))


async def get_collaborator_ids(session: AsyncSession, project_id: str) -> set[str]:
    """Return the Todoist ids of who can write on the board."""
    query = select(Collaborator.todoist_id).where(Collaborator.project_id == project_id, Collaborator.active)
    return set(await session.scalars(query))


ORDER = tuple(SECTION_NAMES["en"])


_FOR_THE_LOG = {
    BoardProblem.TWO_PROJECTS: "two projects have the board's name: TODOIST_PROJECT_ID should hold the id of one",
    BoardProblem.PROJECT: (
        "the board's project cannot be found: it was deleted or archived, or TODOIST_PROJECT_ID is wrong"
    ),
    BoardProblem.NO_ROOM_FOR_PROJECT: (
        "Todoist makes no further project: TODOIST_PROJECT_ID can name one that is there"
    ),
    BoardProblem.NO_ROOM_FOR_SECTIONS: "Todoist makes no further section: the board's project has as many as it may",
}


class NoBoardError(Exception):
    """There is no board until an admin acts; admins are told, and its text is for the log."""

    def __init__(self, trouble: BoardProblem) -> None:
        super().__init__(_FOR_THE_LOG[trouble])
        self.trouble = trouble


class TwoProjectsError(NoBoardError):
    """Two projects have the configured name: the operator has to name one. At the start it ends the process (exit 2),
    later, such as after /connect, it is waited out."""

    def __init__(self) -> None:
        super().__init__(BoardProblem.TWO_PROJECTS)


async def find_project(
    database: Database, client: Todoist, *, project_id: str, name: str, locale: str, now: datetime
) -> BoardProject:
    """Return the desk's project, made if it is missing. Raises TwoProjectsError, NoBoardError, TodoistError."""
    user = await client.get_user()
    account_id = str(user["id"])
    async with database.unit_of_work() as session:
        known = await _load_known(session, project_id, account_id)
    project = await _get_project(client, project_id or (known.project_id if known else ""), name)
    wanted = dict(known.sections) if known and known.project_id == project.id else {}
    sections = await _ensure_sections(client, project.id, wanted, locale)
    people = await client.get_collaborators(project.id) if project.is_shared else []
    async with database.unit_of_work() as session:
        await _store_project(session, project, account_id, sections)
        members = {one.id: Member(one.name, one.email) for one in people}
        members |= {account_id: Member(str(user.get("full_name") or ""), user.get("email"))}
        joined = await store_collaborators(session, project.id, members, whole=True)
        state = await session.get_one(BoardState, project.id)
        if state.adopted_at != EARLIEST:
            await tell_admins_who_joined(session, project.id, joined - {account_id}, now=now)
        return BoardProject(
            project_id=project.id,
            account_id=account_id,
            account_name=clean_person_name(str(user.get("full_name") or "")),
            shared=project.is_shared,
            sections={Status(key): value for key, value in sections.items()},
            watermark=state.adopted_at,
            upload_bytes=get_upload_bytes(user),
        )


async def _load_known(session: AsyncSession, project_id: str, account_id: str) -> BoardState | None:
    """Return the stored board of this desk: the configured one, else the last one of the same account."""
    wanted = project_id or (await installation.load_row(session)).project_id
    state = await session.get(BoardState, wanted) if wanted else None
    return state if state is not None and (project_id or state.account_id == account_id) else None


async def _get_project(client: Todoist, project_id: str, name: str) -> Project:
    if project_id:
        try:
            return await client.get_project(project_id)
        except TodoistError as error:
            if error.not_found or error.http == 400:
                raise NoBoardError(BoardProblem.PROJECT) from None
            raise
    found = [one for one in await client.get_projects() if one.name == name and not one.is_archived]
    if len(found) > 1:
        raise TwoProjectsError
    if found:
        return found[0]
    try:
        return await client.add_project(name)
    except TodoistError as error:
        if error.http == 403 and not error.token_refused:
            raise NoBoardError(BoardProblem.NO_ROOM_FOR_PROJECT) from None
        raise


async def _ensure_sections(client: Todoist, project_id: str, known: dict[str, Any], locale: str) -> dict[str, str]:
    there = await client.get_sections(project_id)
    ids = {one.id for one in there}
    found = {status: known[status] for status in known if known[status] in ids}
    for status in ORDER:
        if status.value in found:
            continue
        named = _find_section(there, status, set(found.values()))
        if named is None:
            named = await _add_section(client, project_id, status, locale)
        found[status.value] = named
    return found


async def _add_section(client: Todoist, project_id: str, status: Status, locale: str) -> str:
    order = ORDER.index(status) + 1
    try:
        return (await client.add_section(get_section_name(locale, status), project_id, order)).id
    except TodoistError as error:
        if error.http == 403 and not error.token_refused:
            raise NoBoardError(BoardProblem.NO_ROOM_FOR_SECTIONS) from None
        raise


def _find_section(there: list[Section], status: Status, taken: set[str]) -> str | None:
    names = {get_section_name(language, status).casefold() for language in SECTION_NAMES}
    return next((one.id for one in there if one.id not in taken and one.name.strip().casefold() in names), None)


async def _store_project(session: AsyncSession, project: Project, account_id: str, sections: dict[str, str]) -> None:
    await installation.load_row(session)
    await session.execute(update(DeskRow).values(project_id=project.id))
    await session.execute(delete(BoardState).where(BoardState.project_id == ""))
    state = await session.get(BoardState, project.id)
    if state is None:
        state = BoardState(project_id=project.id, account_id=account_id, adopted_at=EARLIEST)
        session.add(state)
    if state.account_id != account_id:
        state.sync_token = state.spent = None  # they are of another account
    state.account_id, state.sections, state.is_shared = account_id, sections, project.is_shared
    await session.flush()


async def get_state(session: AsyncSession, project_id: str) -> BoardState:
    """Return the board's row."""
    return (await session.execute(select(BoardState).where(BoardState.project_id == project_id))).scalar_one()


async def store_token(
    asking: AsyncSession | AsyncConnection,
    project_id: str,
    token: str | None,
    *,
    now: datetime,
    spent: dict[str, list[int]] | None = None,
) -> None:
    """Store that the board was read up to `token`; `spent`: the requests so far (see `RequestBudget.list_spent`)."""
    state = update(BoardState).where(BoardState.project_id == project_id).values(sync_token=token, pulled_at=now)
    await asking.execute(state if spent is None else state.values(spent=spent))


async def store_others(session: AsyncSession, project_id: str, task_ids: set[str]) -> None:
    """Store the ids of the project's active tasks that belong to no ticket."""
    others = update(BoardState).where(BoardState.project_id == project_id)
    await session.execute(others.values(others=sorted(task_ids)))
