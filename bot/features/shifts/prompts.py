"""Takes the reply to the question for a day's shifts."""

from desk import Desk, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Show
from desk.sla.shifts import parse_shifts
from desk.staff.shift_changes import set_weekdays
from desk.text.opening_hours.typed_hours import UnclearHoursError


async def set_shifts(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Set the shifts of a person on a weekday (`shift:<Telegram id>:<weekday>`)."""
    person, _, weekday = asked.partition(":")
    try:
        await set_weekdays(desk, int(person), [int(weekday)], parse_shifts(incoming.words.text))
    except UnclearHoursError as unclear:
        raise Refused("shift-wrong" if unclear.key == "hours-unclear" else unclear.key) from None
    except ValueError:
        raise Refused("shift-wrong") from None
    own = desk.require_actor().telegram_id == int(person)
    return Show("shifts", slot="shifts" if own else "staff", find=person, fresh=True, note="shift-set")
