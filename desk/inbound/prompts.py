"""Replies of staff to the bot's questions for a value or for words: one table of the kinds of question.

What a question asks for is the slot of its message: its kind, and a key that says of what. Nothing waits anywhere, so
a reply is good at any time. A wrong one is answered with what would be right, in the same slot: that answer is the
question again, so that the next reply may be to either.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from desk import Desk, NotAllowed, Refused
from desk.admin_settings.changes import change_setting
from desk.canned import by_reply
from desk.charts import asking
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.routing import Received, Route
from desk.integrations import systems
from desk.knowledge import writing
from desk.menu import draft
from desk.menu.items import MenuKind
from desk.outbox import Say, Show, Slot, letters
from desk.problems import ending, problems
from desk.sla.shifts import typed_shifts
from desk.staff.shifts import set_weekdays
from desk.suggestions import preset_writing
from desk.text import shorten_line, strip_invisible
from desk.text_overrides.editable import find_by_code
from desk.text_overrides.editing import reword_sentence
from desk.topics import editing, values

_SHOWN = 60  # characters of what was typed
_SAYS_WHAT_WAS_TYPED = ("setting", "shift", "statsperiod", "topic")


async def take_answer(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Take the reply to a question, and show what it changed."""
    assert route.prompt is not None
    try:
        letter = await PROMPTS[route.prompt.face](desk, incoming, route.prompt.key)
    except Refused as refusal:
        _ask_again(desk, incoming, route.prompt, refusal)
    else:
        if letter is not None:
            letters.post(desk.session, desk.me().id, letter, now=desk.now)
    return Received(route.goes)


def _ask_again(desk: Desk, incoming: IncomingMessage, prompt: Slot, refusal: Refused) -> None:
    args, reply_to = dict(refusal.args_), incoming.message_id
    letter = Say(refusal.key, args, slot=f"{prompt.face}:{prompt.key}", reply_to_message=reply_to, staff_only=True)
    if prompt.face in _SAYS_WHAT_WAS_TYPED and not isinstance(refusal, NotAllowed):
        typed = shorten_line(" ".join(strip_invisible(incoming.words.text).split()), _SHOWN)
        args = {**args, "typed": typed, "why": refusal.key}
        letter = replace(letter, key="value-refused", args=args, keyed=("why",))
    letters.post(desk.session, desk.me().id, letter, now=desk.now)


async def _set_setting(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Set a setting (`setting:<key>`), or one in that step of *Set up promises*, which goes on (`<key>/<step>`)."""
    key, _, step = asked.partition("/")
    change = await change_setting(desk, key, incoming.words.text)
    note = "setting-set" if change.changed else "setting-same"
    found = "setup" if step else key
    return Show("settings", slot="settings", find=found, page=int(step or 1), fresh=True, note=note)


async def _set_shifts(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Set the shifts of a person on a weekday (`shift:<Telegram id>:<weekday>`)."""
    person, _, weekday = asked.partition(":")
    try:
        await set_weekdays(desk, int(person), [int(weekday)], typed_shifts(incoming.words.text))
    except ValueError:
        raise Refused("shift-wrong") from None
    own = desk.me().telegram_id == int(person)
    return Show("shifts", slot="shifts" if own else "staff", find=person, fresh=True, note="shift-set")


async def _draw_period(desk: Desk, incoming: IncomingMessage, result: str) -> None:
    """Have a picture drawn of the days that were typed (`statsperiod:<result>`)."""
    await asking.of_typed_days(desk, int(result), incoming.words.text)


async def _set_topic(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Set a part of a topic (`topic:<part>:<id>`), or add a topic to a group, or a group (`topic:newgroup:0`)."""
    field, _, key = asked.partition(":")
    category, text = int(key), incoming.words.text
    screen = {"keywords": "keywords", "question": "questions"}.get(field, "names")
    if field in ("new", "newgroup"):
        is_group = field == "newgroup"
        category = await editing.add_category(desk, text, group=category or None, is_group=is_group)
        screen = "one"
    elif field == "keywords":
        await values.set_keywords(desk, category, text)
    elif field == "question":
        await values.put_question(desk, category, text)
    else:
        await editing.rename_category(desk, category, text, field)
    return Show("topic", slot="categories", find=f"{screen}:{category}", fresh=True, note="setting-set")


async def _reword(desk: Desk, incoming: IncomingMessage, named: str) -> Show:
    """Set other words for a sentence of the bot (`text:<language>.<code>`)."""
    language, _, code = named.partition(".")
    sentence = find_by_code(language, code)
    if sentence is None:
        raise Refused("texts-none")
    note = "text-set" if await reword_sentence(desk, sentence, incoming.words) else "text-same"
    return Show("texts", slot=f"texts:{named}", find=named, fresh=True, note=note)


async def _set_menu_item(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """Set a part of an item of the menu, or add one (`menuask:new.<kind>.<submenu>.<language>`)."""
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
    return Show("menu_draft", slot="menudraft", find=f"item:{item}", fresh=True, note="menu-item-set")


async def _set_problem(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """Set what requesters read of a known problem, or at its end (`problemask:end.<id>`)."""
    part, _, key = what.partition(".")
    await (ending.set_end_words if part == "end" else problems.reword)(desk, int(key), incoming.words)
    return Show("problem", slot=f"problem:{key}", find=part if part == "end" else None, fresh=True)


async def _set_system(desk: Desk, incoming: IncomingMessage, key: str) -> Show:
    """Add a system by its name and tell its token once (`systemask:0`), or set the pages of one (`systemask:<id>`)."""
    system, typed = int(key), incoming.words.text
    if system:
        await systems.allow_pages(desk, system, typed)
    else:
        system, token = await systems.make(desk, typed)
        name = (await systems.one(desk, system)).name
        told = Say("system-token", {"name": name, "token": token}, secret=("token",))
        letters.post(desk.session, desk.me().id, told, now=desk.now)
    return Show("systems", slot="systems", find=f"{system}.is", fresh=True)


PROMPTS: dict[str, Callable[[Desk, IncomingMessage, str], Awaitable[Show | None]]] = {
    "setting": _set_setting,
    "shift": _set_shifts,
    "statsperiod": _draw_period,
    "topic": _set_topic,
    "text": _reword,
    "menuask": _set_menu_item,
    "problemask": _set_problem,
    "systemask": _set_system,
    "presetask": preset_writing.by_reply,
    "articleask": writing.by_reply,
    "replyask": by_reply.written,
}
"""By the kind of question: takes what staff replied to it, given the key behind. Returns what is to be shown then.
Raises NotAllowed, and Refused with what would be right."""
