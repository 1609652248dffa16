"""A reply to the bot's question for a setting's value, a day's shifts, a picture's days, the bot's words. A wrong
one is answered with what would be right.
"""

from collections.abc import Awaitable, Callable

from desk.administration.changes import change_setting
from desk.conversation.new_entry import IncomingMessage
from desk.desk import Desk
from desk.errors import Refused
from desk.outbox import letters
from desk.outbox.letters import Args, Say, Show, View
from desk.outbox.slots import Slot
from desk.sla.shifts import typed_shifts
from desk.staff.shifts import set_weekdays
from desk.stats import asking
from desk.wordings.changing import reword
from desk.wordings.editable import by_code


async def set_by_reply(desk: Desk, incoming: IncomingMessage, key: str) -> None:
    """Set what was typed, and show the setting as it is then. `key` with `/` and a number behind: it was asked for in
    that step of *Set up promises*, which goes on."""
    key, _, step = key.partition("/")
    try:
        change = await change_setting(desk, key, incoming.words.text)
    except Refused as refusal:
        _refused(desk, incoming, refusal.key, dict(refusal.args_))
        return
    note = "setting-set" if change.changed else "setting-same"
    letter_of_it = Show(
        View.SETTINGS, slot="settings", find="setup" if step else key, page=int(step or 1), fresh=True, note=note
    )
    letters.post(desk.session, desk.me().id, letter_of_it, now=desk.now)


async def shifts_by_reply(desk: Desk, incoming: IncomingMessage, asked: str) -> None:
    """Set what was typed, and show the week as it is then. `asked`: the person's Telegram id and the weekday."""
    person, _, weekday = asked.partition(":")
    try:
        await set_weekdays(desk, int(person), [int(weekday)], typed_shifts(incoming.words.text))
    except ValueError:
        _refused(desk, incoming, "shift-wrong", {})
    except Refused as refusal:
        _refused(desk, incoming, refusal.key, dict(refusal.args_))
    else:
        own = desk.me().telegram_id == int(person)
        week = Show(View.SHIFTS, slot="shifts" if own else "staff", find=person, fresh=True, note="shift-set")
        letters.post(desk.session, desk.me().id, week, now=desk.now)


async def period_by_reply(desk: Desk, incoming: IncomingMessage, result: str) -> None:
    """Have the picture `result` drawn of the days that were typed."""
    try:
        await asking.of_typed_days(desk, int(result), incoming.words.text)
    except Refused as refusal:
        _refused(desk, incoming, refusal.key, dict(refusal.args_))


async def words_by_reply(desk: Desk, incoming: IncomingMessage, asked: Slot) -> None:
    """Take the words that an admin was asked for: by what stands in the question's slot."""
    try:
        await _TAKES[asked.face](desk, incoming, asked.key)
    except Refused as refusal:
        _refused(desk, incoming, refusal.key, dict(refusal.args_))


async def _text(desk: Desk, incoming: IncomingMessage, named: str) -> None:
    language, _, code = named.partition(".")
    sentence = by_code(language, code)
    if sentence is None:
        raise Refused("texts-none")
    note = "text-set" if await reword(desk, sentence, incoming.words) else "text-same"
    shown = Show(View.TEXTS, slot=f"texts:{named}", find=named, fresh=True, note=note)
    letters.post(desk.session, desk.me().id, shown, now=desk.now)


_TAKES: dict[str, Callable[[Desk, IncomingMessage, str], Awaitable[None]]] = {"text": _text}


def _refused(desk: Desk, incoming: IncomingMessage, key: str, args: Args) -> None:
    letter = Say(key, args, reply_to_message=incoming.message_id, staff_only=True)
    letters.post(desk.session, desk.me().id, letter, now=desk.now)
