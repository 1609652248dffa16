"""A reply to the bot's question for a day's shifts: when that is. A wrong one is answered with what would be right."""

from desk.conversation.new_entry import IncomingMessage
from desk.desk import Desk
from desk.errors import Refused
from desk.outbox import letters
from desk.outbox.letters import Args, Say, Show, View
from desk.sla.shifts import typed_shifts
from desk.staff.shifts import set_weekdays


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


def _refused(desk: Desk, incoming: IncomingMessage, key: str, args: Args) -> None:
    letter = Say(key, args, reply_to_message=incoming.message_id, staff_only=True)
    letters.post(desk.session, desk.me().id, letter, now=desk.now)
