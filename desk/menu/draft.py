"""The requesters' menu: its items, their targets, the draft that admins edit, the published version.

Verbs that change the draft of the menu. Requesters see nothing of it until it is published.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import MenuItemRow
from desk import Desk, Outdated, Refused
from desk.admin_settings.changes import bump_settings_version
from desk.locked import MOST
from desk.menu.checks import check_caption, check_text, check_url, find_circle
from desk.menu.items import (
    MOST_ON_A_SCREEN,
    MenuItem,
    MenuKind,
    describe_path,
    dump_text,
    find_item,
    find_path,
    list_on_screen,
    load_item,
)
from desk.menu.targets import list_articles, list_topics
from desk.policy.permissions import Grant
from desk.text import RichText


async def load_draft(session: AsyncSession) -> tuple[MenuItem, ...]:
    """Return all items that were not removed, nor are in a removed submenu."""
    asked = select(MenuItemRow).where(MenuItemRow.removed_at.is_(None)).order_by(MenuItemRow.id)
    rows = list(await session.scalars(asked.execution_options(populate_existing=True)))
    there = {row.id for row in rows}
    while gone := {row.id for row in rows if row.parent_id is not None and row.parent_id not in there}:
        rows = [row for row in rows if row.id not in gone]
        there -= gone
    return tuple(item for item in map(_value, rows) if item is not None)


async def load_removed(session: AsyncSession, item_id: int) -> MenuItem | None:
    """Return an item that was removed itself, or None."""
    row = await session.get(MenuItemRow, item_id, populate_existing=True) if 0 < item_id < MOST else None
    return None if row is None or row.removed_at is None else _value(row)


def _value(row: MenuItemRow) -> MenuItem | None:
    return load_item({column.key: getattr(row, column.key) for column in MenuItemRow.__table__.columns})


async def add_item(desk: Desk, kind: MenuKind, parent_id: int | None, typed: RichText, language: str) -> int:
    """Add a button at the end of a screen; return its id. Raises NotAllowed, Refused with what is wrong."""
    await _begin(desk)
    said = check_caption(typed)
    items = await load_draft(desk.session)
    parent = find_item(items, parent_id or 0)
    if parent_id is not None and (parent is None or parent.kind is not MenuKind.SUBMENU):
        raise Outdated
    others = list_on_screen(items, parent_id)
    if len(others) >= MOST_ON_A_SCREEN:
        raise Refused("menu-full", most=MOST_ON_A_SCREEN)
    position = max((item.position for item in others), default=0) + 1
    row = MenuItemRow(parent_id=parent_id, position=position, kind=kind.value, captions={language: said}, texts={})
    desk.session.add(row)
    await desk.session.flush()
    return row.id


async def set_caption(desk: Desk, item_id: int, language: str, typed: RichText) -> None:
    """Set the words of its button in a language; nothing removes them while another language has some. Raises
    NotAllowed, Refused."""
    row = await _row(desk, item_id)
    others = {code: words for code, words in row.captions.items() if code != language}
    row.captions = others if others and not typed.text.strip() else {**others, language: check_caption(typed)}
    await desk.session.flush()


async def set_text(desk: Desk, item_id: int, language: str, typed: RichText) -> None:
    """Set the text behind it in a language; nothing removes it."""
    row = await _row(desk, item_id)
    others = {code: words for code, words in row.texts.items() if code != language}
    row.texts = {**others, language: dump_text(check_text(typed))} if typed.text.strip() else others
    await desk.session.flush()


async def set_url(desk: Desk, item_id: int, typed: str) -> None:
    """Set the address that it opens; nothing removes it."""
    row = await _row(desk, item_id)
    row.url = check_url(typed) if typed.strip() else None
    await desk.session.flush()


async def set_target(desk: Desk, item_id: int, target_id: int | None) -> None:
    """Set the article, the topic, or the submenu whose screen it opens (None: its own). Raises Refused for a target
    that does not exist, or that leads back to the item."""
    row = await _row(desk, item_id)
    kind = MenuKind(row.kind)
    if kind is MenuKind.SUBMENU:
        row.target_id = None if target_id in (None, item_id) else target_id
        await _no_circle(desk, item_id)
        return
    if target_id is None:
        row.target_id = None
        return
    known = await (list_articles if kind is MenuKind.ARTICLE else list_topics)(desk.session)
    if target_id not in known:
        raise Refused("menu-no-article" if kind is MenuKind.ARTICLE else "menu-no-topic")
    row.target_id = target_id


async def _no_circle(desk: Desk, item_id: int) -> None:
    await desk.session.flush()
    items = await load_draft(desk.session)
    item = find_item(items, item_id)
    if item is None or item.target_id is None:
        return
    target = find_item(items, item.target_id)
    if target is None or target.kind is not MenuKind.SUBMENU:
        raise Refused("menu-no-submenu")
    if find_circle(items, item) is not None:
        way = (*find_path(items, item), item, target)
        raise Refused("menu-circle-at", way=" › ".join(one.get_caption(desk.rules.locale) for one in way))


async def move_up(desk: Desk, item_id: int) -> None:
    """Move the item up by one place on its screen; the first one goes to the end."""
    row = await _row(desk, item_id)
    others = list_on_screen(await load_draft(desk.session), row.parent_id)
    ids = [item.id for item in others]
    at = ids.index(item_id)
    ids.insert(at - 1 if at else len(ids) - 1, ids.pop(at))
    await set_order(desk, ids)


async def set_order(desk: Desk, ids: Sequence[int]) -> None:
    """Put the items of one screen in this order. Raises NotAllowed, Outdated."""
    await desk.require_grant(Grant.PUBLISH)
    for position, key in enumerate(ids, 1):
        (await _row(desk, key)).position = position


async def remove_item(desk: Desk, item_id: int) -> str:
    """Remove the item and everything in it; return its path, for people. `restore` undoes that."""
    row = await _row(desk, item_id)
    items = await load_draft(desk.session)
    item = find_item(items, item_id)
    row.removed_at = desk.now
    return describe_path(items, item, desk.rules.locale) if item is not None else ""


async def restore_item(desk: Desk, item_id: int) -> None:
    """Undo a removal. Raises Refused if its screen is full by now."""
    row = await _row(desk, item_id, removed=True)
    if row.parent_id is not None and find_item(await load_draft(desk.session), row.parent_id) is None:
        raise Outdated
    if len(list_on_screen(await load_draft(desk.session), row.parent_id)) >= MOST_ON_A_SCREEN:
        raise Refused("menu-full", most=MOST_ON_A_SCREEN)
    row.removed_at = None


async def _begin(desk: Desk) -> None:
    """Allow only admins, one change at a time."""
    await desk.require_grant(Grant.PUBLISH)
    await bump_settings_version(desk)


async def _row(desk: Desk, item_id: int, *, removed: bool = False) -> MenuItemRow:
    await _begin(desk)
    row = await desk.session.get(MenuItemRow, item_id, populate_existing=True) if 0 < item_id < MOST else None
    if row is None or (row.removed_at is not None) is not removed:
        raise Outdated
    if not removed and find_item(await load_draft(desk.session), item_id) is None:
        raise Outdated  # its submenu was removed
    return row
