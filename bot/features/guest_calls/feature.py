"""Renders the one message that answers a call: the state of the request, the last answer, and how to go on."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from bot.feature import Feature, OtherChats, ViewSpec
from bot.features.guest_calls import incoming, outgoing, updates
from bot.features.ticket import screens_entries
from bot.views import STATUS_SIGNS, Reader, Rendered, RenderedButton, compose
from db.models import Entry, EntryKind, Question, QuestionKind, Status, Ticket, any_of
from desk.guest_calls import asking, places
from desk.notifications import message_refresh
from desk.outbox import Show
from desk.people import call_chats
from desk.policy import visibility
from desk.queries import entries
from desk.queries.entries import EntryInfo
from desk.text import RichText

_ANSWER_UNITS = 3000
_MOST_READ, _MOST_ANSWERS, _MOST_SPLIT = 50, 5, 3


async def _render(reader: Reader, letter: Show) -> Rendered | None:
    """Render the request as it stands, for all who read the chat: of what is said only the last answer, and nothing of
    a request that goes on in private, or of one that waits for consent."""
    called = await reader.session.get(Ticket, letter.number)
    ticket = called
    if called is not None and called.merged_into_id is not None:
        ticket = await reader.session.get(Ticket, called.merged_into_id)
    if called is None or ticket is None:
        return None
    number, split = called.number, await _find_split(reader, called, ticket)
    rows = _link_private(reader, number) + tuple(row for one in split for row in _link_private(reader, one, split=True))
    beside = [reader.say_rich("call-private", number=one) for one in split]
    if ticket.is_private or ticket.intake_group_id != reader.person.id:
        said = [reader.say_rich("call-private", number=number), *beside]
        return Rendered(compose.join_lines(said), rows, ticket_id=called.id)
    if ticket.is_draft:
        return Rendered(reader.say_rich("call-consent", number=number), rows, ticket_id=called.id)
    status = _get_told_status(ticket)
    how = "asked" if status.is_open and await _is_asked_to_close(reader, ticket) else status.value
    lines = [
        RichText(f"{STATUS_SIGNS[status]} ") + reader.say_rich("call-state", number=number, status=status.value),
        _format_answer(reader, await _find_answer(reader, ticket)),
        compose.join_lines([*beside, reader.say_rich("call-how", status=how)]),
    ]
    return Rendered(compose.join(lines, "\n\n"), rows, ticket_id=ticket.id)


async def _is_asked_to_close(reader: Reader, ticket: Ticket) -> bool:
    asked = Question.kind == QuestionKind.CLOSE, Question.ticket_id == ticket.id, Question.is_open
    return bool(await reader.session.scalar(select(exists().where(*asked, Question.person_id == ticket.requester_id))))


def _link_private(reader: Reader, number: int, *, split: bool = False) -> tuple[tuple[RenderedButton, ...], ...]:
    name = reader.settings.groups.username
    label = reader.say("btn-call-split", number=number) if split else reader.say("btn-call-private")
    made = RenderedButton(label, url=f"https://t.me/{name}?start={asking.make_code(number)}")
    return ((made,),) if name else ()


async def _find_split(reader: Reader, called: Ticket, shown: Ticket) -> Sequence[int]:
    """Return the numbers of open requests that were split off what was said in these calls: they go on in private, as
    no message there shows them."""
    said = exists().where(Entry.ticket_id == Ticket.id, message_refresh.is_of_calls([called.id]))
    found = select(Ticket.number).where(Ticket.is_open, Ticket.is_private, said)
    theirs = found.where(Ticket.requester_id == called.requester_id, ~any_of(Ticket.id, [called.id, *shown.thread_ids]))
    return (await reader.session.scalars(theirs.order_by(Ticket.number).limit(_MOST_SPLIT))).all()


def _get_told_status(ticket: Ticket) -> Status:
    """Return the status that the requester knows: a press can be undone for a moment."""
    return Status(ticket.tell["status"]) if ticket.tell is not None and "status" in ticket.tell else ticket.status


async def _find_answer(reader: Reader, ticket: Ticket) -> list[EntryInfo]:
    """Return the messages of the last answer: those that came after the caller's words before it."""
    spoken = Entry.kind.in_((EntryKind.REPLY, EntryKind.COMMENT)), Entry.withdrawn_at.is_(None)
    said = select(Entry).where(any_of(Entry.ticket_id, ticket.thread_ids), *spoken).order_by(Entry.id.desc())
    found: list[EntryInfo] = []
    for entry in await reader.session.scalars(said.limit(_MOST_READ)):
        if entry.kind is EntryKind.COMMENT and found:
            break
        if entry.kind is EntryKind.REPLY and visibility.has_left(entry, reader.now):
            answer = await entries.load_entry(reader.session, entry.id, reader.person)
            found = [answer, *found] if answer is not None else found
    return found[-_MOST_ANSWERS:]


def _format_answer(reader: Reader, answer: Sequence[EntryInfo]) -> RichText:
    """Return who answered what; files cannot be shown there."""
    return compose.join_lines([_format_message(reader, one, _ANSWER_UNITS // len(answer)) for one in answer])


def _format_message(reader: Reader, answer: EntryInfo, units: int) -> RichText:
    words = compose.clip_text(screens_entries.format_entry_text(reader, answer), units)
    head = compose.make_bold(f"{screens_entries.format_author(reader, answer)}: ")
    return compose.join_lines([head + words, screens_entries.attach_files(reader, answer.files)])


FEATURE = Feature(
    name="guest_calls",
    views={places.VIEW: ViewSpec(_render)},
    other_chats=OtherChats(
        updates=incoming.UPDATES,
        make_filter=incoming.CallFilter,
        chats=call_chats.CALL_CHATS,
        take_update=updates.take_update,
        make_calls=outgoing.GuestCalls,
        fit_letter=places.fit_letter,
    ),
)
