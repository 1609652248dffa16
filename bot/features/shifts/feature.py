"""Declares the feature "shifts" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.shifts import handlers, screens
from desk import Desk, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Show
from desk.sla.shifts import parse_shifts
from desk.staff.shift_changes import set_weekdays
from desk.text.opening_hours.typed_hours import UnclearHoursError

# Takes the reply to the question for a day's shifts.


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


FEATURE = Feature(
    name="shifts",
    routers=(handlers.make_router,),
    views={
        "shifts": ViewSpec(screens.render_shifts, AGENT),
        "shift_ask": ViewSpec(screens.render_question, AGENT, asks=True),
    },
    commands=(Command("shifts", AGENT),),
    prompts={"shift": Prompt(set_shifts, repeats=True)},
)
