"""The requesters' menu: its items, their targets, the draft that admins edit, the published version.

Verbs that change the draft of the menu. Requesters see nothing of it until it is published.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Article, ArticleText, MenuItemRow, Person, PublishedMenu, any_of
from desk import Desk, EditConflict, Outdated, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import LANGUAGES
from desk.knowledge import markdown_files
from desk.locked import MOST
from desk.policy import visibility
from desk.policy.permissions import Grant
from desk.policy.visibility import Readers
from desk.text import Entity, RichText, count_units, cut_text, edited_field, strip_invisible
from desk.text.edited_field import EditedField
from desk.topics import editing

# Items of the menu as values, and the screens they make. Pure; knows neither draft nor channel.


MOST_ON_A_SCREEN = 6
"""With a back button and an admin's own buttons, a screen stays within eight."""


class MenuKind(StrEnum):
    """The kind of thing a button leads to."""

    TEXT = "text"
    ARTICLE = "article"
    SUBMENU = "submenu"
    LINK = "link"
    TOPIC = "topic"  # a request with that topic, and its questions
    PERSON = "person"  # a request


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A button of the menu; see `db.models.answers`."""

    id: int
    parent_id: int | None
    position: int
    kind: MenuKind
    captions: Mapping[str, str]
    texts: Mapping[str, RichText]
    target_id: int | None = None
    url: str | None = None

    def get_caption(self, language: str) -> str:
        """Return its words in that language, or in another if it has none."""
        return self.captions.get(language) or next(iter(self.captions.values()), "")

    def get_text(self, language: str) -> RichText:
        """Return the text behind it in that language, or in another if it has none."""
        return self.texts.get(language) or next(iter(self.texts.values()), RichText())

    @property
    def opens(self) -> int:
        """The submenu whose screen it opens."""
        return self.target_id or self.id


def load_item(stored: Mapping[str, Any]) -> MenuItem | None:
    """Read a row's or a version's values; None for a kind that only a newer version knows."""
    if stored["kind"] not in {kind.value for kind in MenuKind}:
        return None
    texts = {code: RichText.load(said["text"], said["entities"]) for code, said in stored["texts"].items()}
    return MenuItem(
        stored["id"],
        stored["parent_id"],
        stored["position"],
        MenuKind(stored["kind"]),
        dict(stored["captions"]),
        texts,
        stored["target_id"],
        stored["url"],
    )


def load_items(stored: Iterable[Mapping[str, Any]]) -> tuple[MenuItem, ...]:
    """Read all items that this version knows."""
    return tuple(item for item in map(load_item, stored) if item is not None)


def dump_item(item: MenuItem) -> dict[str, Any]:
    """Return an item as JSON."""
    return {
        "id": item.id,
        "parent_id": item.parent_id,
        "position": item.position,
        "kind": item.kind.value,
        "captions": dict(item.captions),
        "texts": {code: dump_text(words) for code, words in item.texts.items()},
        "target_id": item.target_id,
        "url": item.url,
    }


def dump_text(words: RichText) -> dict[str, Any]:
    """Return a text as JSON."""
    return {"text": words.text, "entities": words.dump()}


def find_item(items: Iterable[MenuItem], item_id: int) -> MenuItem | None:
    """Return the item of that id, or None."""
    return next((item for item in items if item.id == item_id), None)


def list_on_screen(items: Sequence[MenuItem], submenu: int | None) -> list[MenuItem]:
    """Return the items on the screen of a submenu, or (None) on the first one, in order."""
    return sorted((item for item in items if item.parent_id == submenu), key=lambda item: (item.position, item.id))


def find_path(items: Sequence[MenuItem], item: MenuItem) -> list[MenuItem]:
    """Return the submenus that lead to the item, from the first."""
    way: list[MenuItem] = []
    parent = find_item(items, item.parent_id or 0)
    while parent is not None and parent not in way:
        way.insert(0, parent)
        parent = find_item(items, parent.parent_id or 0)
    return way


def describe_path(items: Sequence[MenuItem], item: MenuItem, language: str) -> str:
    """Return the item's path as people say it: "Help › Printing"."""
    return " › ".join(one.get_caption(language) or f"({one.kind.value})" for one in (*find_path(items, item), item))


# Targets of menu items: published articles and existing topics, also as a list to choose from.


Names = Mapping[str, str]
"""A name by language."""


@dataclass(frozen=True, slots=True)
class MenuTargets:
    """Possible targets by id."""

    articles: Mapping[int, Names]
    topics: Mapping[int, Names]


async def find_targets(session: AsyncSession, items: Iterable[MenuItem]) -> MenuTargets:
    """Return the targets of these items, without a statement if they have none."""
    wanted = [(item.kind, item.target_id) for item in items if item.target_id is not None]
    articles = [key for kind, key in wanted if kind is MenuKind.ARTICLE and key is not None]
    has_topics = any(kind is MenuKind.TOPIC for kind, _ in wanted)
    return MenuTargets(
        await _titles(session, articles) if articles else {}, await list_topics(session) if has_topics else {}
    )


async def list_topics(session: AsyncSession) -> dict[int, Names]:
    """Return all topics without groups, in order."""
    return {one.id: {"": one.name, **one.names} for one in await editing.load_tree(session) if not one.is_group}


async def list_articles(session: AsyncSession) -> dict[int, Names]:
    """Return all articles that everybody may read, newest first."""
    return await _titles(session, None)


async def _titles(session: AsyncSession, wanted: list[int] | None) -> dict[int, Names]:
    asked = (
        select(ArticleText.article_id, ArticleText.language, ArticleText.title)
        .join(Article, Article.id == ArticleText.article_id)
        .where(ArticleText.current, visibility.is_read_by(Readers.EVERYBODY))
        .order_by(Article.id.desc(), ArticleText.language)
    )
    if wanted is not None:
        asked = asked.where(any_of(Article.id, wanted))
    found: dict[int, dict[str, str]] = {}
    for key, language, title in await session.execute(asked):
        found.setdefault(key, {})[language] = title
    return dict(found)


def pick_name(names: Names, language: str) -> str:
    """Return a name in a language, or the one there is."""
    return names.get(language) or next(iter(names.values()), "")


# A screen of the menu: its text, its buttons in rows, the way back. Pure. The keyboard that requesters get and every
# preview are made from this one value.


_BESIDE = 18  # characters of a button that fits next to another


@dataclass(frozen=True, slots=True)
class MenuScreen:
    """A screen. `at`: its item, None for the first one; `rows`: its buttons; `back`: the item whose screen is one level
    up, 0 for the first, None if there is none. `moved`: the requested screen does not exist."""

    at: MenuItem | None
    rows: tuple[tuple[MenuItem, ...], ...]
    back: int | None = None
    moved: bool = False

    def get_words(self, language: str) -> RichText:
        """Return the text behind a button; of a submenu its words, of the first screen nothing."""
        if self.at is None:
            return RichText()
        return (
            RichText(self.at.get_caption(language)) if self.at.kind is MenuKind.SUBMENU else self.at.get_text(language)
        )


def build_screen(items: Sequence[MenuItem], asked: int, language: str) -> MenuScreen:
    """Return the screen of the item with that id, 0 for the first one; also the first one if the item has no screen."""
    at = find_item(items, asked)
    if at is not None and at.kind in (MenuKind.SUBMENU, MenuKind.TEXT):
        inside = list_on_screen(items, at.opens) if at.kind is MenuKind.SUBMENU else []
        return MenuScreen(at, _rows(inside, language), at.parent_id or 0)
    return MenuScreen(None, _rows(list_on_screen(items, None), language), moved=asked != 0)


def _rows(items: Sequence[MenuItem], language: str) -> tuple[tuple[MenuItem, ...], ...]:
    width = 2 if all(len(item.get_caption(language)) <= _BESIDE for item in items) else 1
    return tuple(tuple(items[at : at + width]) for at in range(0, len(items), width))


async def load_draft(session: AsyncSession) -> tuple[MenuItem, ...]:
    """Return all items that were not removed, nor are in a removed submenu."""
    asked = select(MenuItemRow).where(MenuItemRow.removed_at.is_(None)).order_by(MenuItemRow.id)
    rows = list(await session.scalars(asked.execution_options(populate_existing=True)))
    there = {row.id for row in rows}
    while gone := {row.id for row in rows if row.parent_id is not None and row.parent_id not in there}:
        rows = [row for row in rows if row.id not in gone]
        there -= gone
    return tuple(item for item in map(_value, rows) if item is not None)


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
    """Set the words of its button in a language. Raises NotAllowed, Refused."""
    row = await _row(desk, item_id)
    row.captions = {**row.captions, language: check_caption(typed)}


async def set_text(desk: Desk, item_id: int, language: str, typed: RichText) -> None:
    """Set the text behind it in a language."""
    row = await _row(desk, item_id)
    row.texts = {**row.texts, language: dump_text(check_text(typed))}


async def set_url(desk: Desk, item_id: int, typed: str) -> None:
    """Set the address that it opens."""
    row = await _row(desk, item_id)
    row.url = check_url(typed)


async def set_target(desk: Desk, item_id: int, target_id: int | None) -> None:
    """Set the article, the topic, or the submenu whose screen it opens (None: its own). Raises Refused for a target
    that does not exist, or that leads back to the item."""
    row = await _row(desk, item_id)
    kind = MenuKind(row.kind)
    if kind is MenuKind.SUBMENU:
        row.target_id = None if target_id in (None, item_id) else target_id
        await _no_circle(desk, item_id)
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
    for position, key in enumerate(ids, 1):
        (await desk.session.get_one(MenuItemRow, key)).position = position


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


# A button of the draft edited as a whole in a form: its words and its target, in all languages. Unchanged fields are
# not written; if two admins changed the same field, nothing is. Knows no channel.


_DIGITS = 19  # a number this long may not fit a bigint
_LEADS = (MenuKind.ARTICLE, MenuKind.TOPIC, MenuKind.SUBMENU)


def read_fields(item: MenuItem) -> dict[str, str]:
    """Return the current values by the names of the fields: `caption-` and `text-` with a language, `url`, `target` (an
    id)."""
    fields = {f"caption-{one}": item.captions.get(one, "") for one in LANGUAGES}
    if item.kind is MenuKind.TEXT:
        fields |= {f"text-{one}": markdown_files.write_markdown(item.texts.get(one, RichText())) for one in LANGUAGES}
    if item.kind is MenuKind.LINK:
        fields["url"] = item.url or ""
    if item.kind in _LEADS:
        fields["target"] = str(item.target_id or "")
    return fields


async def edit_item(desk: Desk, item_id: int, fields: Mapping[str, EditedField]) -> None:
    """Write the changed fields. Raises NotAllowed, Outdated, ChangedMeanwhile, Refused with what is wrong."""
    await desk.require_grant(Grant.PUBLISH)
    await bump_settings_version(desk)
    item = find_item(await load_draft(desk.session), item_id)
    if item is None:
        raise Outdated
    now = read_fields(item)
    asked = {name: one for name, one in fields.items() if name in now}
    clashing = edited_field.find_clashing(asked, now)
    if clashing:
        raise EditConflict(edited_field.find_touched(asked), clashing)
    for name in sorted(edited_field.find_touched(asked)):
        await _set(desk, item_id, name, asked[name].typed)


async def _set(desk: Desk, item_id: int, name: str, typed: str) -> None:
    part, _, language = name.partition("-")
    if part == "caption":
        await set_caption(desk, item_id, language, RichText(typed))
    elif part == "text":
        await set_text(desk, item_id, language, markdown_files.read_field(typed))
    elif part == "url":
        await set_url(desk, item_id, typed)
    else:
        await set_target(desk, item_id, _id(typed))


def _id(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < _DIGITS):
        raise Outdated
    return int(typed)


async def add_typed_item(desk: Desk, kind: str, parent_id: int | None, caption: str, language: str) -> int:
    """Add a button at the end of a screen; return its id. Raises NotAllowed, Outdated, Refused."""
    if kind not in set(MenuKind):
        raise Outdated
    return await add_item(desk, MenuKind(kind), parent_id, RichText(caption), language)


# Publication of the requesters' menu: publish as a whole, take down, undo. Every process reads it as it reads
# settings.


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


# Checks of a menu: a button without words, one without a target, a circle. Pure.


CAPTION = 40
"""Characters that a button shows."""
LONGEST = 3500
"""UTF-16 units of a text; a message takes 4,096."""
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,}")
_FOUND_BY_TELEGRAM = frozenset(
    {"url", "mention", "hashtag", "cashtag", "bot_command", "email", "phone_number", "bank_card", "custom_emoji"}
)


def find_troubles(items: Sequence[MenuItem], leads: MenuTargets) -> Mapping[int, str]:
    """Return by id what is wrong with an item, as the key of a text, in the order of the screens."""
    found = {item.id: _trouble(items, item, leads) for item in items}
    return {key: trouble for key, trouble in found.items() if trouble is not None}


def _trouble(items: Sequence[MenuItem], item: MenuItem, leads: MenuTargets) -> str | None:
    if not item.captions:
        return "menu-no-caption"
    if item.kind is MenuKind.SUBMENU:
        return _trouble_of_submenu(items, item)
    leads_on = {
        MenuKind.TEXT: any(item.texts.values()),
        MenuKind.LINK: item.url is not None,
        MenuKind.ARTICLE: item.target_id in leads.articles,
        MenuKind.TOPIC: item.target_id in leads.topics,
        MenuKind.PERSON: True,
    }
    return None if leads_on[item.kind] else f"menu-no-{item.kind.value}"


def _trouble_of_submenu(items: Sequence[MenuItem], item: MenuItem) -> str | None:
    if item.target_id is not None and _submenu(items, item.target_id) is None:
        return "menu-no-submenu"
    if find_circle(items, item) is not None:
        return "menu-circle"
    return None if list_on_screen(items, item.opens) else "menu-no-submenu"


def _submenu(items: Sequence[MenuItem], item_id: int) -> MenuItem | None:
    found = find_item(items, item_id)
    return found if found is not None and found.kind is MenuKind.SUBMENU else None


def find_circle(items: Sequence[MenuItem], item: MenuItem) -> list[MenuItem] | None:
    """Return the buttons that lead from a submenu's button back to itself, or None."""

    def from_(one: MenuItem, way: list[MenuItem]) -> list[MenuItem] | None:
        for further in list_on_screen(items, one.opens):
            if further.kind is not MenuKind.SUBMENU:
                continue
            if further.opens == item.opens:
                return [*way, further]
            if further in way:
                continue
            found = from_(further, [*way, further])
            if found is not None:
                return found
        return None

    return from_(item, [item])


def select_visible(items: Sequence[MenuItem], leads: MenuTargets) -> tuple[MenuItem, ...]:
    """Return the items with a target: what was archived since is left out, and a submenu of nothing else too."""
    kept = tuple(items)
    while wrong := find_troubles(kept, leads):
        kept = tuple(item for item in kept if item.id not in wrong)
    return kept


def check_caption(typed: RichText) -> str:
    """Return the words of a button. Raises Refused with what is wrong."""
    text = typed.text.strip()
    if not strip_invisible(text).strip():
        raise Refused("menu-caption-empty")
    if "\n" in text:
        raise Refused("wording-one-line", part=text.split("\n")[1][:60])
    if len(text) > CAPTION:
        raise Refused("wording-long-button", n=len(text), most=CAPTION, place=text[CAPTION:][:60])
    return text


def check_text(typed: RichText) -> RichText:
    """Return the text behind a button, with its formatting. Raises Refused."""
    before = count_units(typed.text) - count_units(typed.text.lstrip())
    words = cut_text(typed, before, before + count_units(typed.text.strip()))
    if not strip_invisible(words.text).strip():
        raise Refused("menu-text-empty")
    if count_units(words.text) > LONGEST:
        raise Refused("wording-long", n=count_units(words.text), most=LONGEST)
    kept: tuple[Entity, ...] = tuple(e for e in words.entities if e.type not in _FOUND_BY_TELEGRAM)
    return RichText(words.text, kept)


def check_url(typed: str) -> str:
    """Return an address that a button of Telegram can open. Raises Refused."""
    address = typed.strip()
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("menu-url-wrong", typed=address[:60]) from None
    fits = parts.scheme in ("http", "https") and _HOST.fullmatch(host) and "@" not in parts.netloc
    if not fits or any(char.isspace() for char in address) or len(address) > 2000:
        raise Refused("menu-url-wrong", typed=address[:60])
    return address
