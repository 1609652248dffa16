"""Publication of the menu: publish as a whole, take down, undo. Every process reads it as it reads settings."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, PublishedMenu
from desk import Desk, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.menu.checks import find_circle, find_troubles
from desk.menu.draft import load_draft
from desk.menu.items import (
    MenuItem,
    describe_path,
    dump_item,
    find_item,
)
from desk.menu.targets import find_targets
from desk.policy.permissions import Grant

_UNDONE = 2


@dataclass(frozen=True, slots=True)
class MenuVersion:
    """The newest version. `is_up`: requesters have it; `same`: the draft equals it."""

    id: int
    at: datetime
    by: str | None
    is_up: bool
    same: bool


async def find_newest(session: AsyncSession) -> MenuVersion | None:
    """Return the newest version, or None if none was ever published."""
    asked = select(PublishedMenu, Person.name).outerjoin(Person, Person.id == PublishedMenu.by_id)
    row = (await session.execute(asked.order_by(PublishedMenu.id.desc()).limit(1))).one_or_none()
    if row is None:
        return None
    menu, by = row
    same = menu.items == [dump_item(item) for item in await load_draft(session)]
    return MenuVersion(menu.id, menu.at, by, bool(menu.items), same)


async def publish_menu(desk: Desk) -> None:
    """Publish the draft. Raises NotAllowed, Refused with the place that is wrong."""
    await desk.require_grant(Grant.PUBLISH)
    await bump_settings_version(desk)
    items = await load_draft(desk.session)
    if not items:
        raise Refused("menu-empty-draft")
    wrong = find_troubles(items, await find_targets(desk.session, items))
    for item_id, trouble in wrong.items():
        item = find_item(items, item_id)
        if item is not None:
            raise Refused(f"{trouble}-at", **_where(items, item, trouble, desk.rules.locale))
    await _put(desk, [dump_item(item) for item in items], "menu-published")


def _where(items: tuple[MenuItem, ...], item: MenuItem, trouble: str, language: str) -> dict[str, str]:
    if trouble == "menu-circle":
        return {"way": " › ".join(one.get_caption(language) for one in find_circle(items, item) or ())}
    return {"place": describe_path(items, item, language)}


async def take_down(desk: Desk) -> None:
    """Remove the menu from requesters; the draft stays."""
    await desk.require_grant(Grant.PUBLISH)
    await bump_settings_version(desk)
    await _put(desk, None, "menu-taken-down")


async def undo_publication(desk: Desk, version: int) -> bool:
    """Publish what requesters had before that version; return False if it is not the newest any more."""
    await desk.require_grant(Grant.PUBLISH)
    await bump_settings_version(desk)
    last = list(await desk.session.scalars(select(PublishedMenu).order_by(PublishedMenu.id.desc()).limit(_UNDONE)))
    if not last or last[0].id != version:
        return False
    await _put(desk, last[1].items if len(last) == _UNDONE else None, "menu-undone")
    return True


async def _put(desk: Desk, items: list[dict[str, object]] | None, action: str) -> None:
    made = PublishedMenu(items=items, at=desk.now, by_id=desk.actor_id)
    desk.session.add(made)
    await desk.session.flush()
    history.record_action(desk, action, f"menu:{made.id}", None, str(len(items or ())))
