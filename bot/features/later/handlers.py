"""`/later`, the presses under a plan, the question for another moment."""

from aiogram.types import CallbackQuery, Message

from bot.content import read_message
from bot.feature import AGENT, AskedPrompt, Command, Feature, Turning, ViewSpec
from bot.features.later.screens import PlanPress, PlansPage, PlanStep, render_plans
from bot.features.ticket.handlers_statuses import is_answer
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import handle_presses
from bot.views import Reader, Rendered
from desk import Desk, Refused
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.later import planning
from desk.later.typed_plans import read_plan, require_when
from desk.outbox import Show
from desk.policy.permissions import Grant
from desk.queries import awaiting_approval


def make_router() -> StaffRouter:
    """Return a fresh router of the command and the buttons."""
    made = StaffRouter(name="later")
    made.message.register(plan, CommandFilter("later"))
    handle_presses(made, change_plan)
    return made


async def plan(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/later N moment: words`, whose words are an answer, a note behind `//`, or the command of an act. Without
    a ticket or words show what is planned."""
    words = command.after_number
    if not words.text.strip():
        respond.post_letter(desk, Show("plans", slot="plans", fresh=True))
        return
    if command.number is None:
        raise Refused("usage-later")
    at, rest = read_plan(desk, words)
    incoming = read_message(message, words=rest, now=desk.now)
    incoming.require_read()
    is_note = not await is_answer(message, desk, rest)
    await planning.plan_words(desk, command.number, NewEntry.from_message(incoming), at, is_note=is_note)


async def change_plan(_query: CallbackQuery, callback_data: PlanPress, desk: Desk, pressed: PressedMessage) -> None:
    """Do a plan now, ask for another moment, take it back, or show it."""
    pressed.require_view("drafted", "plans")
    key, step = callback_data.plan, callback_data.step
    if step is PlanStep.NOW:
        await planning.do_now(desk, key, seen=callback_data.seen)
    elif step is PlanStep.DROP:
        await planning.take_back(desk, key)
    elif step is PlanStep.MOVE:
        row = await planning.require_own(desk, key)
        respond.post_question(desk, "planask", key, row.ticket_id)
    else:
        row = await planning.require_own(desk, key)
        respond.post_letter(desk, Show("drafted", slot=f"drafted:{key}", fresh=True), row.ticket_id)


async def _render_question(reader: Reader, letter: Show) -> Rendered | None:
    draft = await awaiting_approval.load_draft(reader.session, letter.number, reader.person)
    if draft is None:
        return None
    return Rendered(reader.say_rich("plan-ask", number=draft.number), ticket_id=draft.ticket_id)


async def _take_moment(desk: Desk, incoming: IncomingMessage, key: str) -> Show:
    await planning.move(desk, int(key), require_when(desk, incoming.words.text))
    return Show("drafted", slot=f"drafted:{key}", fresh=True)


FEATURE = Feature(
    name="later",
    routers=(make_router,),
    views={"plans": ViewSpec(render_plans, AGENT, is_list=True)},
    turns=(Turning(PlansPage, "plans"),),
    commands=(
        Command("later", AGENT, of_ticket=True, means_alone=True, sends=True, grant=Grant.WORK, setting="team.later"),
    ),
    prompts={"planask": AskedPrompt(_take_moment, asks=ViewSpec(_render_question, AGENT))},
)
