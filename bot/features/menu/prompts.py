"""The reply to the question for a part of a menu item."""

from desk import Desk
from desk.conversation.new_entry import IncomingMessage
from desk.menu import draft
from desk.menu.items import MenuKind
from desk.outbox import Show


async def set_menu_item(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """Set a part of a menu item, or add an item (`menuask:new.<kind>.<submenu>.<language>`)."""
    part, key, *more = what.split(".")
    language, item = more[-1], int(more[0] if part == "new" else key)
    if part == "new":
        item = await draft.add_item(desk, MenuKind(key), item or None, incoming.words, language)
    elif part == "caption":
        await draft.set_caption(desk, item, language, incoming.words)
    elif part == "text":
        await draft.set_text(desk, item, language, incoming.words)
    else:
        await draft.set_url(desk, item, incoming.words.text)
    return Show("menu_draft", slot="menudraft", find=f"item:{item}", fresh=True, note="menu-item-set")
