"""An answer that waits: for who may approve it, and for its author; the list of all; the question for words."""

from bot.features.approvals.buttons import ApprovalPress, Decision
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket import screens_entries
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from db.models import ApprovalState
from desk.approvals import waiting
from desk.approvals.waiting import DraftAnswer
from desk.outbox import Args, Show, Slot
from desk.policy.grants import Grant
from desk.text import RichText, shorten_line

_LABELS = {
    Decision.SEND: "btn-approval-send",
    Decision.CHANGE: "btn-approval-change",
    Decision.RETURN: "btn-approval-return",
    Decision.WITHDRAW: "btn-approval-withdraw",
}
_SUBJECT = 60  # characters
_LISTED = 10
_SINCE = 300  # UTF-16 units of each message since


async def render_approval(reader: Reader, letter: Show) -> Rendered | None:
    """Render the draft that the slot names, with the buttons of who may approve it."""
    draft = await waiting.load_draft(reader.session, Slot.parse(letter.slot).number, reader.person)
    if draft is None or draft.author_id == reader.person.id:
        return None
    if not draft.is_waiting and draft.entry is None and draft.verb is None:
        return Rendered(_format_outcome(reader, draft), ticket_id=draft.ticket_id)
    subject = shorten_line(draft.subject.say_in(reader.language), _SUBJECT)
    key = "approval-head" if draft.entry is not None else "approval-head-status"
    head = reader.say_rich(key, author=draft.author, number=draft.number, requester=draft.requester, subject=subject)
    words = compose.join_lines([head, *_format_draft(reader, draft), *_format_since(reader, draft)])
    if not draft.is_waiting:
        return Rendered(compose.join_lines([words, _format_outcome(reader, draft)]), ticket_id=draft.ticket_id)
    opening = keyboards.make_button(reader.language, "btn-open", ticket_buttons.Open(number=draft.number))
    send = _press(reader, draft, Decision.SEND)
    change = (_press(reader, draft, Decision.CHANGE),) if draft.entry is not None else ()
    returning = _press(reader, draft, Decision.RETURN)
    return Rendered(words, ((send, *change), (returning, opening)), ticket_id=draft.ticket_id)


async def render_drafted(reader: Reader, letter: Show) -> Rendered | None:
    """Render the draft that the slot names for its author, who may withdraw it, and send it once they may."""
    draft = await waiting.load_draft(reader.session, Slot.parse(letter.slot).number, reader.person)
    if draft is None or draft.author_id != reader.person.id:
        return None
    if not draft.is_waiting:
        again = (_withdraw(reader, draft),) if draft.state is ApprovalState.RETURNED else ()
        return Rendered(_format_outcome(reader, draft), again, ticket_id=draft.ticket_id)
    key = "drafted" if draft.entry is not None else "drafted-status"
    words = compose.join_lines([reader.say_rich(key, number=draft.number), _format_verb(reader, draft)])
    sends = ((_press(reader, draft, Decision.SEND),),) if reader.may(Grant.SEND) else ()
    return Rendered(words, (*sends, _withdraw(reader, draft)), ticket_id=draft.ticket_id)


def _withdraw(reader: Reader, draft: DraftAnswer) -> Row:
    return (_press(reader, draft, Decision.WITHDRAW),)


def _press(reader: Reader, draft: DraftAnswer, decision: Decision) -> RenderedButton:
    press = ApprovalPress(approval=draft.id, decision=decision, seen=draft.newest)
    make = keyboards.make_main_button if decision is Decision.SEND else keyboards.make_button
    return make(reader.language, _LABELS[decision], press)


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
    what, _, key = Slot.parse(letter.slot).key.partition(".")
    draft = await waiting.load_draft(reader.session, int(key), reader.person)
    if draft is None or not draft.is_waiting:
        return None
    asks = reader.say_rich(f"approval-ask-{what}", number=draft.number, name=draft.author)
    if what != Decision.CHANGE or draft.entry is None:
        return Rendered(asks, ticket_id=draft.ticket_id)
    present = RichText(draft.entry.words.text).with_style("code")
    return Rendered(compose.join([asks, present], "\n\n"), ticket_id=draft.ticket_id)


async def render_list(reader: Reader, _letter: Show) -> Rendered | None:
    """Render the drafts that wait, the oldest first."""
    drafts = await waiting.list_waiting(reader.session, reader.person)
    if not drafts:
        return Rendered(reader.say_rich("approvals-none"))
    lines = [_format_line(reader, draft) for draft in drafts[:_LISTED]]
    rows = keyboards.arrange_rows(
        [
            keyboards.make_button(
                reader.language,
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
