"""A reply to the bot's question for what it is to say: taken by what stands in the question's slot. A wrong one is
answered with what is wrong and where; that answer is the question again.
"""

from collections.abc import Awaitable, Callable

from desk import Desk, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.menu import draft
from desk.menu.items import MenuKind
from desk.offers import preset_writing
from desk.outbox import Say, Show, Slot, View, letters
from desk.problems import ending, problems
from desk.systems import systems
from desk.wordings.changing import reword
from desk.wordings.editable import by_code


async def words_by_reply(desk: Desk, incoming: IncomingMessage, asked: Slot) -> None:
    """Take the words, and show what they became."""
    try:
        shown = await _TAKES[asked.face](desk, incoming, asked.key)
    except Refused as refusal:
        line = Say(
            refusal.key, dict(refusal.args_), slot=str(asked), reply_to_message=incoming.message_id, staff_only=True
        )
        letters.post(desk.session, desk.me().id, line, now=desk.now)
    else:
        letters.post(desk.session, desk.me().id, shown, now=desk.now)


async def _text(desk: Desk, incoming: IncomingMessage, named: str) -> Show:
    """Other words for a sentence of the bot."""
    language, _, code = named.partition(".")
    sentence = by_code(language, code)
    if sentence is None:
        raise Refused("texts-none")
    note = "text-set" if await reword(desk, sentence, incoming.words) else "text-same"
    return Show(View.TEXTS, slot=f"texts:{named}", find=named, fresh=True, note=note)


async def _menu(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """A part of an item of the menu, or a new one (`menuask:new.<kind>.<submenu>.<language>`)."""
    part, key, *more = what.split(".")
    language, item = more[-1], int(more[0] if part == "new" else key)
    if part == "new":
        item = await draft.add(desk, MenuKind(key), item or None, incoming.words, language)
    elif part == "caption":
        await draft.set_caption(desk, item, language, incoming.words)
    elif part == "text":
        await draft.set_text(desk, item, language, incoming.words)
    else:
        await draft.set_url(desk, item, incoming.words.text)
    return Show(View.MENU_DRAFT, slot="menudraft", find=f"item:{item}", fresh=True, note="menu-item-set")


async def _problem(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """What requesters read of a known problem, or at its end (`problemask:end.<id>`)."""
    part, _, key = what.partition(".")
    await (ending.set_end_words if part == "end" else problems.reword)(desk, int(key), incoming.words)
    return Show(View.PROBLEM, slot=f"problem:{key}", find=part if part == "end" else None, fresh=True)


async def _system(desk: Desk, incoming: IncomingMessage, key: str) -> Show:
    """The name of a new system, whose token is told once, or one's pages (`systemask:<id>`)."""
    system, typed = int(key), incoming.words.text
    if system:
        await systems.allow_pages(desk, system, typed)
    else:
        system, token = await systems.make(desk, typed)
        name = (await systems.one(desk, system)).name
        told = Say("system-token", {"name": name, "token": token}, secret=("token",))
        letters.post(desk.session, desk.me().id, told, now=desk.now)
    return Show(View.SYSTEMS, slot="systems", find=f"{system}.is", fresh=True)


_TAKES: dict[str, Callable[[Desk, IncomingMessage, str], Awaitable[Show]]] = {
    "text": _text,
    "menuask": _menu,
    "problemask": _problem,
    "presetask": preset_writing.by_reply,
    "systemask": _system,
}
