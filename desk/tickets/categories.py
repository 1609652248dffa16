"""Verbs about the desk's categories. Knows no door."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from db.models import Category, Ticket
from desk import audit, history, locked
from desk.desk import Desk
from desk.errors import Refused
from desk.i18n import catalog
from desk.locked import MOST, Locked
from desk.outbox import board_jobs
from desk.policy.transitions import FINISHED

LONGEST = 60


def folded(name: str) -> str:
    """A category's name as it is compared: without case, a space equal to an underscore (so are Todoist's labels)."""
    return " ".join(name.replace("_", " ").split()).casefold()


async def add_category(desk: Desk, name: str) -> int:
    """Returns the new category's id. Raises Refused for a name that is too long, empty or taken."""
    await desk.require_admin()
    tidy = _tidy(name)
    row = insert(Category).values(name=tidy, folded=folded(tidy))
    live = Category.removed_at.is_(None)
    unless_taken = row.on_conflict_do_nothing(index_elements=["folded"], index_where=live)
    made: int | None = await desk.session.scalar(unless_taken.returning(Category.id))
    if made is None:
        raise Refused("category-taken")
    audit.record(desk, "category-added", f"category:{made}", None, tidy)
    return made


async def rename_category(desk: Desk, category_id: int, name: str) -> None:
    """The tickets in it keep it, under its new name."""
    category = await _live(desk, category_id)
    tidy = _tidy(name)
    taken = select(Category.id).where(
        Category.folded == folded(tidy), Category.removed_at.is_(None), Category.id != category_id
    )
    if await desk.session.scalar(taken) is not None:
        raise Refused("category-taken")
    audit.record(desk, "category-renamed", f"category:{category_id}", category.name, tidy)
    category.name, category.folded = tidy, folded(tidy)
    for ticket in await _tickets_in(desk, category_id):
        await board_jobs.request_compare(desk, ticket.id)


async def remove_category(desk: Desk, category_id: int) -> str:
    """Its label becomes a tag of the tickets that had it; returns its name."""
    category = await _live(desk, category_id)
    category.removed_at = desk.now
    audit.record(desk, "category-removed", f"category:{category_id}", category.name)
    for ticket in await _tickets_in(desk, category_id):
        desk.record(ticket, history.CATEGORY, category.name, None, old_id=category.id)
        ticket.category_id = None
        ticket.tags = [*ticket.tags, category.name]
        ticket.labels_at = desk.now
        await board_jobs.request_compare(desk, ticket.id)
    return category.name


async def _live(desk: Desk, category_id: int) -> Category:
    await desk.require_admin()
    if not 0 < category_id < MOST:
        raise Refused("no-such-category")
    query = select(Category).where(Category.id == category_id, Category.removed_at.is_(None)).with_for_update()
    found = (await desk.session.scalars(query)).first()
    if found is None:
        raise Refused("no-such-category")
    return found


async def _tickets_in(desk: Desk, category_id: int) -> list[Locked]:
    """Open tickets of the category, locked."""
    query = select(Ticket).where(Ticket.category_id == category_id, Ticket.status.not_in(FINISHED))
    return await locked.of(desk.session, query)


def _tidy(name: str) -> str:
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= LONGEST:
        raise Refused("category-name-long")
    if catalog.own_label(tidy) is not None:
        raise Refused("category-own")
    return tidy
