"""Declares the feature “approvals” to the core of the bot."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.approvals import screens
from bot.features.approvals.buttons import ApprovalPress, Decision, Mentor, Promote, TraineePage
from bot.features.team.buttons import MemberPage
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, respond
from bot.handlers.pressed_message import Press
from bot.views import Reader, Rendered, compose, keyboards
from db.models import Person
from desk import Desk, Refused
from desk.approvals import approving, trainee_figures
from desk.approvals.trainee_figures import TraineeFigures
from desk.conversation.new_entry import IncomingMessage
from desk.i18n.formats import format_duration
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.grants import Grant
from desk.staff import trainees
from desk.text import RichText

# How a trainee's answers fare, who approves them first, and the button that makes the trainee an agent.


_MENTORS = 8


async def render_trainee(reader: Reader, letter: Show) -> Rendered | None:
    """Render the figures of the person that the letter names by Telegram id."""
    key = int(letter.find or 0)
    figures = await trainee_figures.load_figures(reader.session, key, now=reader.now)
    if figures is None:
        return None
    language = reader.language
    mentors = [
        keyboards.make_button(language, "btn-mentor", Mentor(person=key, mentor=mentor), name=name)
        for mentor, name in figures.mentors[:_MENTORS]
        if name != figures.mentor
    ]
    if figures.mentor is not None:
        mentors.append(keyboards.make_button(language, "btn-no-mentor", Mentor(person=key, mentor=0)))
    promote = keyboards.make_main_button(language, "btn-promote", Promote(person=key), name=figures.name)
    back = keyboards.make_button(language, "btn-member", MemberPage(person=key))
    return Rendered(_format(reader, figures), (*keyboards.arrange_rows(mentors, 2), (promote,), (back,)))


def _format(reader: Reader, figures: TraineeFigures) -> RichText:
    wait = format_duration(reader.language, figures.wait) if figures.wait is not None else ""
    sent = figures.unchanged + figures.changed
    return compose.join_lines(
        [
            compose.make_bold(figures.name),
            reader.say_rich("trainee-figures", n=sent, share=figures.share, changed=figures.changed),
            reader.say_rich("trainee-returned", n=figures.returned, waiting=figures.waiting),
            reader.say_rich("trainee-wait", wait=wait) if wait else "",
            reader.say_rich("trainee-mentor", name=figures.mentor or "", has=int(figures.mentor is not None)),
        ]
    )


# Takes the reply to the question for other words of an answer, or for why it is returned.


async def take_words(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """Send the answer with these words, or return it with this comment (`approvalask:change.<id>`)."""
    part, _, key = what.partition(".")
    if incoming.files or incoming.content is not None:
        raise Refused("approval-words-only")
    if part == Decision.CHANGE:
        await approving.send_approved(desk, int(key), words=incoming.words)
    else:
        await approving.return_draft(desk, int(key), incoming.words.text)
    return Show("approval", slot=f"approval:{key}", fresh=True)


# A trainee's figures, mentor and promotion, for who manages the team.


def make_trainee_router() -> Router:
    made = Router(name="trainees")
    made.callback_query.register(show_trainee, TraineePage.filter())
    made.callback_query.register(make_agent, Promote.filter())
    made.callback_query.register(choose_mentor, Mentor.filter())
    return made


async def show_trainee(_query: CallbackQuery, callback_data: TraineePage, desk: Desk, spot: PressedMessage) -> None:
    await trainees.find_trainee(desk, callback_data.person)
    _show(desk, spot, "trainee", callback_data.person)


async def make_agent(
    _query: CallbackQuery, callback_data: Promote, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    spot.require_open()
    done = await trainees.make_agent(desk, callback_data.person)
    press.say("promoted", name=done.name)
    _show(desk, spot, "member", callback_data.person)


async def choose_mentor(_query: CallbackQuery, callback_data: Mentor, desk: Desk, spot: PressedMessage) -> None:
    spot.require_open()
    await trainees.set_mentor(desk, callback_data.person, callback_data.mentor or None)
    _show(desk, spot, "trainee", callback_data.person)


def _show(desk: Desk, spot: PressedMessage, view: str, person: int) -> None:
    spot.require_face("staff")
    respond.post_letter(desk, Show(view, slot="staff", find=str(person), fresh=not spot.recorded))


# `/approvals`, and the buttons under an answer that waits.


def make_router() -> Router:
    made = Router(name="approvals")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(list_waiting, CommandFilter("approvals"))
    made.callback_query.register(decide, ApprovalPress.filter())
    return made


async def list_waiting(_message: Message, desk: Desk) -> None:
    await desk.require_grant(Grant.APPROVE)
    respond.post_letter(desk, Show("approvals", slot="approvals", fresh=True))


async def decide(
    _query: CallbackQuery, callback_data: ApprovalPress, desk: Desk, me: Person, spot: PressedMessage, press: Press
) -> None:
    """Send, ask for other words or a comment, withdraw, or show the answer again."""
    permissions.require_staff(me)
    spot.require_face("approval", "drafted", "approvals")
    approval_id, decision = callback_data.approval, callback_data.decision
    if decision is Decision.SEND:
        done = await approving.send_approved(desk, approval_id, seen=callback_data.seen)
        if done.is_waiting:
            press.show_alert("approval-new-words")
    elif decision is Decision.WITHDRAW:
        await approving.withdraw_draft(desk, approval_id)
    else:
        row = await approving.require_open(desk, approval_id)
        shown = Show("approval", slot=f"approval:{approval_id}", fresh=True)
        if decision is not Decision.OPEN:
            shown = Show("approval_ask", slot=f"approvalask:{decision.value}.{approval_id}", fresh=True)
        respond.post_letter(desk, shown, row.ticket_id)


FEATURE = Feature(
    name="approvals",
    routers=(make_router, make_trainee_router),
    views={
        "approval": ViewSpec(screens.render_approval, AGENT, grant=Grant.APPROVE),
        "drafted": ViewSpec(screens.render_drafted, AGENT),
        "approvals": ViewSpec(screens.render_list, AGENT, grant=Grant.APPROVE, is_list=True),
        "trainee": ViewSpec(render_trainee, AGENT, grant=Grant.TEAM),
        "approval_ask": ViewSpec(screens.render_question, AGENT, grant=Grant.APPROVE, asks=True),
    },
    commands=(Command("approvals", AGENT, grant=Grant.APPROVE, alone=True),),
    prompts={"approvalask": Prompt(take_words)},
)
