"""Checks of a menu: a button without words, one without a target, a circle. Pure."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from desk import Refused
from desk.menu.items import (
    MenuItem,
    MenuKind,
    find_item,
    list_on_screen,
)
from desk.menu.targets import MenuTargets
from desk.text import Entity, RichText, count_units, cut_text, strip_invisible

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
