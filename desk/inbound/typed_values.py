"""A reply to the bot's question for a setting's value, a day's shifts, a picture's days, a topic's name. A wrong one is
answered with what would be right; that answer is the question again, so that the next reply may be to either.
"""

from dataclasses import replace

from desk import Desk, NotAllowed, Refused
from desk.administration.changes import change_setting
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Say, Show, Slot, View, letters
from desk.sla.shifts import typed_shifts
from desk.staff.shifts import set_weekdays
from desk.stats import asking
from desk.text import shortened, visible
from desk.topics import editing, values

_SHOWN = 60  # characters of what was typed


async def set_by_reply(desk: Desk, incoming: IncomingMessage, asked: str) -> None:
    """Set what was typed, and show the setting as it is then. `asked`: its key; with `/` and a number behind, in that
    step of *Set up promises*, which goes on."""
    key, _, step = asked.partition("/")
    try:
        change = await change_setting(desk, key, incoming.words.text)
    except Refused as refusal:
        _refused(desk, incoming, Slot("setting", asked), refusal)
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
        _refused(desk, incoming, Slot("shift", asked), Refused("shift-wrong"))
    except Refused as refusal:
        _refused(desk, incoming, Slot("shift", asked), refusal)
    else:
        own = desk.me().telegram_id == int(person)
        week = Show(View.SHIFTS, slot="shifts" if own else "staff", find=person, fresh=True, note="shift-set")
        letters.post(desk.session, desk.me().id, week, now=desk.now)


async def period_by_reply(desk: Desk, incoming: IncomingMessage, result: str) -> None:
    """Have the picture `result` drawn of the days that were typed."""
    try:
        await asking.of_typed_days(desk, int(result), incoming.words.text)
    except Refused as refusal:
        _refused(desk, incoming, Slot("statsperiod", result), refusal)


async def topic_by_reply(desk: Desk, incoming: IncomingMessage, asked: str) -> None:
    """Set what was typed of a topic, and show it as it is then. `asked`: what, and of which ("keywords:12"); of a new
    one, in which group."""
    field, _, key = asked.partition(":")
    category, text = int(key), incoming.words.text
    screen = {"keywords": "keywords", "question": "questions"}.get(field, "names")
    try:
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
    except Refused as refusal:
        _refused(desk, incoming, Slot("topic", asked), refusal)
    else:
        shown = Show(View.TOPIC, slot="categories", find=f"{screen}:{category}", fresh=True, note="setting-set")
        letters.post(desk.session, desk.me().id, shown, now=desk.now)


def _refused(desk: Desk, incoming: IncomingMessage, asked: Slot, refusal: Refused) -> None:
    reply_to, args = incoming.message_id, dict(refusal.args_)
    letter = Say(refusal.key, args, slot=str(asked), reply_to_message=reply_to, staff_only=True)
    if not isinstance(refusal, NotAllowed):
        typed = shortened(" ".join(visible(incoming.words.text).split()), _SHOWN)
        args = {**args, "typed": typed, "why": refusal.key}
        letter = replace(letter, key="value-refused", args=args, keyed=("why",))
    letters.post(desk.session, desk.me().id, letter, now=desk.now)
