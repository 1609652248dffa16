"""Approvals in the bot: answers of trainees, before they are sent.

An answer that waits: for who may approve it, and for its author; the list of all; the question for words.
"""

from enum import StrEnum
from typing import Annotated

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery
from pydantic import Field

from bot.feature import AGENT, AskedPrompt, Command, Feature, ViewSpec
from bot.features.later.screens import render_plan
from bot.features.team.buttons import MemberPage
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket import screens_entries
from bot.handlers import PressedMessage, StaffRouter, respond
from bot.handlers.pressed_message import Id, OfPerson, Press, handle_presses, make_press_router
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from db.models import Approval, ApprovalState, Person
from desk import Desk, Refused, approvals
from desk.conversation.new_entry import IncomingMessage
from desk.i18n.formats import format_duration
from desk.outbox import Args, React, Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.queries import awaiting_approval, trainees
from desk.queries.awaiting_approval import DraftAnswer
from desk.queries.trainees import TraineeFigures
from desk.staff import members
from desk.text import RichText, shorten_line


class Decision(StrEnum):
    """The decision on an answer that waits; OPEN shows it."""

    OPEN = "open"
    SEND = "send"
    CHANGE = "change"
    RETURN = "return"
    WITHDRAW = "withdraw"


class ApprovalPress(CallbackData, prefix="appr"):
    """Decide on an answer that waits. `seen`: when the newest words were written that are shown, its own or the
    requester's, in milliseconds."""

    approval: Id
    decision: Decision
    seen: Annotated[int, Field(ge=0, le=10**14)] = 0


class TraineePage(OfPerson, prefix="trainee"):
    """Show how a trainee's answers fare."""


class Promote(OfPerson, prefix="promote"):
    """Make a trainee an agent."""


class Mentor(OfPerson, prefix="mentor"):
    """Choose who approves a trainee's answers first, by Telegram id; 0: no one in particular."""

    mentor: Annotated[int, Field(ge=0, le=2**63 - 1)]


_LABELS = {
    Decision.SEND: "btn-approval-send",
    Decision.CHANGE: "btn-approval-change",
    Decision.RETURN: "btn-approval-return",
    Decision.WITHDRAW: "btn-approval-withdraw",
}
_OF_HELPED = {Decision.CHANGE: "btn-draft-edit", Decision.WITHDRAW: "btn-draft-bad"}
_DONE = "👌"
_SUBJECT = 60  # characters
_LISTED = 10
_SINCE = 300  # UTF-16 units of each message since


async def _render_approval(reader: Reader, letter: Show) -> Rendered | None:
    """Render the draft that the slot names, with the buttons of who may approve it."""
    draft = await awaiting_approval.load_draft(reader.session, letter.number, reader.person)
    if draft is None or draft.author_id == reader.person.id:
        return None
    if not draft.is_waiting and draft.entry is None and draft.verb is None:
        return Rendered(_format_outcome(reader, draft), ticket_id=draft.ticket_id)
    subject = shorten_line(draft.subject.say_in(reader.language), _SUBJECT)
    key = "approval-head" if draft.entry is not None else "approval-head-status"
    args: Args = {"author": draft.author, "number": draft.number, "requester": draft.requester, "subject": subject}
    head = reader.say_rich(key, **args, waits=int(draft.is_waiting))
    words = compose.join_lines([head, *_format_draft(reader, draft), *_format_since(reader, draft)])
    if not draft.is_waiting:
        return Rendered(compose.join_lines([words, _format_outcome(reader, draft)]), ticket_id=draft.ticket_id)
    opening = reader.make_button("btn-open", ticket_buttons.Open(number=draft.number))
    send = _press(reader, draft, Decision.SEND)
    change = (_press(reader, draft, Decision.CHANGE),) if draft.entry is not None else ()
    returning = _press(reader, draft, Decision.RETURN)
    return Rendered(words, ((send, *change), (returning, opening)), ticket_id=draft.ticket_id)


async def _render_drafted(reader: Reader, letter: Show) -> Rendered | None:
    """Render the draft that the slot names for its author, who may withdraw it, and send it once they may; and what was
    sent in their name instead."""
    draft = await awaiting_approval.load_draft(reader.session, letter.number, reader.person)
    if draft is None or draft.author_id != reader.person.id:
        return None
    if draft.due_at is not None:
        return render_plan(reader, draft)
    if draft.is_helped and draft.state not in (ApprovalState.WAITING, ApprovalState.RETURNED):
        return _render_helped(reader, draft)
    if not draft.is_waiting:
        again = (_withdraw(reader, draft),) if draft.state is ApprovalState.RETURNED else ()
        is_others = draft.state is ApprovalState.CHANGED and draft.entry is not None
        sent = [_format_outcome(reader, draft), *(_format_draft(reader, draft) if is_others else ())]
        return Rendered(compose.join_lines(sent), again, ticket_id=draft.ticket_id)
    key = "drafted" if draft.entry is not None else "drafted-status"
    words = compose.join_lines([reader.say_rich(key, number=draft.number), _format_verb(reader, draft)])
    sends = ((_press(reader, draft, Decision.SEND),),) if reader.may(Grant.SEND) else ()
    return Rendered(words, (*sends, _withdraw(reader, draft)), ticket_id=draft.ticket_id)


def _render_helped(reader: Reader, draft: DraftAnswer) -> Rendered:
    """Render what the assistant drafted, with its sources and what can be done with it; or what became of it."""
    args: Args = {"number": draft.number, "name": draft.author, "words": draft.comment or "", "by": draft.by or ""}
    if not draft.is_offered or draft.entry is None:
        return Rendered(reader.say_rich("draft-outcome", state=draft.state.value, **args), ticket_id=draft.ticket_id)
    named = [reader.say("draft-source", **one) for one in draft.sources]
    sources = [reader.say_rich("draft-sources", names=", ".join(named))] if named else []
    head = reader.say_rich("draft-offered", number=draft.number, name=draft.requester)
    words = compose.join_lines([head, *_format_draft(reader, draft), *sources, *_format_since(reader, draft)])
    opening = reader.make_button("btn-open", ticket_buttons.Open(number=draft.number))
    edit, bad = (_press(reader, draft, one, label) for one, label in _OF_HELPED.items())
    return Rendered(words, ((_press(reader, draft, Decision.SEND), edit), (bad, opening)), ticket_id=draft.ticket_id)


def _withdraw(reader: Reader, draft: DraftAnswer) -> Row:
    return (_press(reader, draft, Decision.WITHDRAW),)


def _press(reader: Reader, draft: DraftAnswer, decision: Decision, label: str = "") -> RenderedButton:
    press = ApprovalPress(approval=draft.id, decision=decision, seen=draft.newest)
    make = reader.make_main_button if decision is Decision.SEND else reader.make_button
    return make(label or _LABELS[decision], press)


def _format_draft(reader: Reader, draft: DraftAnswer) -> list[RichText | str]:
    said = draft.entry
    if said is None:
        return [_format_verb(reader, draft)]
    quoted = compose.quote_text(screens_entries.format_entry_text(reader, said))
    return [quoted, screens_entries.attach_files(reader, said.files), _format_verb(reader, draft)]


def _format_verb(reader: Reader, draft: DraftAnswer) -> RichText:
    return reader.say_rich("approval-verb", verb=draft.verb) if draft.verb is not None else RichText()


def _format_since(reader: Reader, draft: DraftAnswer) -> list[RichText]:
    if not draft.since:
        return []
    said = [
        compose.quote_text(compose.clip_text(screens_entries.format_entry_text(reader, one), _SINCE))
        for one in draft.since
    ]
    return [reader.say_rich("approval-since", name=draft.requester), *said]


def _format_outcome(reader: Reader, draft: DraftAnswer) -> RichText:
    args: Args = {"number": draft.number, "by": draft.by or "", "words": draft.comment or "", "name": draft.author}
    return reader.say_rich("approval-outcome", state=draft.state.value, **args)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for other words, with the present ones to copy, or for why the draft is returned."""
    what, _, key = letter.key.partition(".")
    draft = await awaiting_approval.load_draft(reader.session, int(key), reader.person)
    if draft is None or not (draft.is_waiting or draft.is_offered):
        return None
    asks = reader.say_rich(f"approval-ask-{what}", number=draft.number, name=draft.author)
    if what != Decision.CHANGE or draft.entry is None:
        return Rendered(asks, ticket_id=draft.ticket_id)
    present = RichText(draft.entry.words.text).with_style("code")
    return Rendered(compose.join([asks, present], "\n\n"), ticket_id=draft.ticket_id)


async def render_list(reader: Reader, _letter: Show) -> Rendered | None:
    """Render the drafts that wait, the oldest first."""
    drafts = await awaiting_approval.list_waiting(reader.session, reader.person)
    if not drafts:
        return Rendered(reader.say_rich("approvals-none"))
    lines = [_format_line(reader, draft) for draft in drafts[:_LISTED]]
    rows = keyboards.arrange_rows(
        [
            reader.make_button(
                "btn-approval-open",
                ApprovalPress(approval=draft.id, decision=Decision.OPEN),
                number=draft.number,
            )
            for draft in drafts[:_LISTED]
        ],
        3,
    )
    return Rendered(compose.join_lines([reader.say_rich("approvals-title", n=len(drafts)), *lines]), rows)


def _format_line(reader: Reader, draft: DraftAnswer) -> RichText:
    subject = shorten_line(draft.subject.say_in(reader.language), _SUBJECT)
    age = reader.format_age(draft.asked_at)
    return reader.say_rich("approvals-line", number=draft.number, name=draft.author, subject=subject, age=age)


_MENTORS = 8


async def _render_trainee(reader: Reader, letter: Show) -> Rendered | None:
    """Render the figures of the person that the letter names by Telegram id."""
    key = int(letter.find or 0)
    figures = await trainees.load_figures(reader.session, key, now=reader.now)
    if figures is None:
        return None
    mentors = [
        reader.make_button("btn-mentor", Mentor(person=key, mentor=mentor), name=name)
        for mentor, name in figures.mentors[:_MENTORS]
        if name != figures.mentor
    ]
    if figures.mentor is not None:
        mentors.append(reader.make_button("btn-no-mentor", Mentor(person=key, mentor=0)))
    promote = reader.make_main_button("btn-promote", Promote(person=key), name=figures.name)
    back = reader.make_button("btn-member", MemberPage(person=key))
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


async def _take_words(desk: Desk, incoming: IncomingMessage, what: str) -> None:
    """Send the answer with these words, or return it with this comment (`approvalask:change.<id>`). What was shown
    says so, and the words get a sign."""
    part, _, key = what.partition(".")
    if incoming.files or incoming.content is not None:
        raise Refused("approval-words-only")
    if part == Decision.CHANGE:
        await approvals.send_approved(desk, int(key), words=incoming.words)
    else:
        await approvals.return_draft(desk, int(key), incoming.words.text)
    respond.post_letter(desk, React(incoming.message_id, _DONE))


def _make_trainee_router() -> Router:
    return make_press_router("trainees", _show_trainee, make_agent, _choose_mentor)


async def _show_trainee(_query: CallbackQuery, callback_data: TraineePage, desk: Desk, pressed: PressedMessage) -> None:
    await members.find_trainee(desk, callback_data.person)
    _show(desk, pressed, "trainee", callback_data.person)


async def make_agent(
    _query: CallbackQuery, callback_data: Promote, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    pressed.require_open()
    done = await members.make_agent(desk, callback_data.person)
    press.say("promoted", name=done.name)
    _show(desk, pressed, "member", callback_data.person)


async def _choose_mentor(_query: CallbackQuery, callback_data: Mentor, desk: Desk, pressed: PressedMessage) -> None:
    pressed.require_open()
    await members.set_mentor(desk, callback_data.person, callback_data.mentor or None)
    _show(desk, pressed, "trainee", callback_data.person)


def _show(desk: Desk, pressed: PressedMessage, view: str, person: int) -> None:
    pressed.require_view("staff")
    respond.post_letter(desk, Show(view, slot="staff", find=str(person), fresh=not pressed.recorded))


def make_router() -> Router:
    made = StaffRouter(name="approvals")
    handle_presses(made, decide)
    return made


async def decide(
    _query: CallbackQuery, callback_data: ApprovalPress, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Send, ask for other words or a comment, withdraw, or show the answer again."""
    permissions.require_staff(me)
    pressed.require_view("approval", "drafted", "approvals")
    approval_id, decision = callback_data.approval, callback_data.decision
    if decision is Decision.SEND:
        row = await desk.session.get(Approval, approval_id)
        before = row.state if row is not None else None
        done = await approvals.send_approved(desk, approval_id, seen=callback_data.seen)
        if done.state is before:
            press.show_alert("approval-new-words")
    elif decision is Decision.WITHDRAW:
        await approvals.withdraw_draft(desk, approval_id)
    else:
        row = await approvals.require_open(desk, approval_id)
        if decision is Decision.OPEN:
            respond.post_letter(desk, Show("approval", slot=f"approval:{approval_id}", fresh=True), row.ticket_id)
        else:
            respond.post_question(desk, "approvalask", f"{decision.value}.{approval_id}", row.ticket_id)


_DECIDING = frozenset({Grant.APPROVE, Grant.WORK})
"""Who may approve, and who asked the assistant for a draft."""
FEATURE = Feature(
    name="approvals",
    routers=(make_router, _make_trainee_router),
    views={
        "approval": ViewSpec(_render_approval, AGENT, grant=Grant.APPROVE),
        "drafted": ViewSpec(_render_drafted, AGENT),
        "approvals": ViewSpec(render_list, AGENT, grant=Grant.APPROVE, is_list=True),
        "trainee": ViewSpec(_render_trainee, AGENT, grant=Grant.TEAM),
    },
    commands=(Command("approvals", AGENT, grant=Grant.APPROVE, alone=True, shows="approvals"),),
    prompts={"approvalask": AskedPrompt(_take_words, asks=ViewSpec(render_question, grant=_DECIDING))},
)
