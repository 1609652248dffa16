"""An answer shown to an agent before it goes: made of a canned reply, an article or what solved another ticket, sent,
or said otherwise. Knows no door.

What was shown is what goes: it is kept as it was filled. Between showing and Send others may act; a second look under
the ticket's lock says so first.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from db.models import AnswerTaken, CannedReply, CannedUse, Entry, PreparedAnswer, Ticket
from desk import Desk, Outdated, Refused
from desk.canned import placeholders, replies
from desk.canned.placeholders import Placeholder
from desk.conversation import thread
from desk.conversation.new_entry import IncomingFile, NewEntry
from desk.i18n import catalog, formats
from desk.outbox import Show, letters
from desk.people.directory import signed
from desk.policy import FINISHED, Verb
from desk.queries.expected import expected
from desk.text import RichText

_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Source:
    """What an answer is made of: a canned reply, an article, or the ticket that one like it was solved with."""

    words: RichText
    files: tuple[IncomingFile, ...] = ()
    canned_id: int | None = None
    ticket_id: int | None = None
    article_id: int | None = None

    @classmethod
    def canned(cls, row: CannedReply) -> "Source":
        """Of a canned reply."""
        return cls(replies.words_of(row), replies.files_of(row.files), canned_id=row.id)


async def prepare(
    desk: Desk, number: int, source: Source, *, answers_id: int | None = None, message_id: int | None = None
) -> PreparedAnswer:
    """Show what would go to the ticket's requester; nothing goes. `answers_id`: the entry it will reply to;
    `message_id`: shown as a reply to that message. Raises NoSuchTicket, NotAllowed."""
    async with desk.change(number, Verb.REPLY) as ticket:
        desk.target(ticket, Verb.REPLY)
        old = PreparedAnswer.made_at < desk.now - _KEPT
        await desk.session.execute(delete(PreparedAnswer).where(PreparedAnswer.person_id == desk.me().id, old))
        words, missing = source.words, None
        if source.canned_id is not None:
            words, missing = await fill(desk, ticket, source.words)
        row = PreparedAnswer(
            person_id=desk.me().id, ticket_id=ticket.id, answers_id=answers_id, canned_id=source.canned_id,
            from_ticket_id=source.ticket_id, article_id=source.article_id, text=words.text, entities=words.dump(),
            files=replies.stored(source.files), missing=missing, made_at=desk.now,
        )  # fmt: skip
        _stands(row, ticket)
        desk.session.add(row)
        await desk.session.flush()
        _show(desk, row, message_id=message_id, fresh=True)
    return row


async def may_answer(desk: Desk, number: int) -> int:
    """The ticket's id. Raises NoSuchTicket, NotAllowed."""
    async with desk.change(number, Verb.REPLY) as ticket:
        return ticket.id


async def fill(desk: Desk, ticket: Ticket, words: RichText) -> tuple[RichText, str | None]:
    """The text for this ticket's requester, in their language; and the placeholder that there is nothing for."""
    wanted = placeholders.used(words.text)
    if not wanted:
        return words, None
    requester = await desk.requester(ticket)
    language = catalog.choose_language(requester, desk.rules.locale)
    values = {
        Placeholder.NAME: placeholders.called(requester.name),
        Placeholder.NUMBER: f"#{ticket.number}",
        Placeholder.AGENT: await _signed(desk, language),
    }
    if Placeholder.EXPECTED in wanted:
        promise = await expected(desk.session, ticket, now=desk.now, settings=desk.rules)
        if promise is not None and promise.at is not None:
            at = formats.format_moment(language, promise.at, desk.rules.timezone, desk.now)
            values[Placeholder.EXPECTED] = at
    missing = Placeholder.EXPECTED.value if wanted - values.keys() else None
    return placeholders.filled(words, values), missing


async def _signed(desk: Desk, language: str) -> str:
    if desk.actor is not None:
        return await signed(desk.session, desk.actor)
    return desk.actor_name or catalog.say(language, "canned-team")


async def send(desk: Desk, prepared_id: int) -> Entry | None:
    """It goes as it was shown. None: somebody else has taken the ticket since, or it has ended; that is shown, and
    Send sends all the same. Raises Outdated for another's, or what was sent or replaced."""
    row = await _open(desk, prepared_id)
    number = await _number(desk, row)
    async with desk.change(number, Verb.REPLY) as ticket:
        if row.missing is not None:
            raise Refused("prepared-missing", number=number)
        if not _as_shown(desk, row, ticket):
            _stands(row, ticket)
            _show(desk, row)
            return None
        said = NewEntry(RichText.load(row.text, row.entities), replies.files_of(row.files), answers_id=row.answers_id)
        entry = await thread.add_reply(desk, number, said)
        await became(desk, row, entry)
    return entry


async def change(desk: Desk, prepared_id: int) -> None:
    """They want to say something else: a reply to the message is sent instead. Raises Outdated."""
    row = await _open(desk, prepared_id)
    row.changing = True
    _show(desk, row)


async def replaced(desk: Desk, prepared_id: int) -> PreparedAnswer:
    """Something else is said instead, or another text is chosen: this one can no longer be sent. Raises Outdated."""
    row = await _open(desk, prepared_id)
    row.ended_at = desk.now
    _show(desk, row)
    return row


async def still_open(desk: Desk, prepared_id: int) -> PreparedAnswer | None:
    """One of the actor's own that can still be sent."""
    row = await desk.session.get(PreparedAnswer, prepared_id, populate_existing=True)
    mine = row is not None and row.person_id == desk.me().id and row.ended_at is None
    return row if mine else None


async def became(desk: Desk, row: PreparedAnswer, entry: Entry, *, changed: bool = False) -> None:
    """It became this answer, which counts as a use; `changed`: something else was said instead."""
    row.ended_at, row.entry_id = desk.now, entry.id
    if row.canned_id is not None:
        await used(desk, row.canned_id, entry, changed=changed)
    if row.from_ticket_id is not None or row.article_id is not None:
        taken = AnswerTaken(
            entry_id=entry.id, from_ticket_id=row.from_ticket_id, article_id=row.article_id, at=desk.now,
            changed=changed,
        )  # fmt: skip
        desk.session.add(taken)
        await desk.session.flush()
    _show(desk, row)


async def used(desk: Desk, canned_id: int, entry: Entry, *, changed: bool = False) -> None:
    """The canned reply became this answer."""
    desk.session.add(CannedUse(entry_id=entry.id, canned_id=canned_id, at=desk.now, changed=changed))
    await desk.session.flush()


async def _open(desk: Desk, prepared_id: int) -> PreparedAnswer:
    """Locked: of two presses at once one sends."""
    await desk.refresh_actor()
    mine = select(PreparedAnswer).where(PreparedAnswer.id == prepared_id, PreparedAnswer.person_id == desk.me().id)
    row = await desk.session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if row is None or row.ended_at is not None:
        raise Outdated
    return row


async def _number(desk: Desk, row: PreparedAnswer) -> int:
    return (await desk.session.get_one(Ticket, row.ticket_id)).number


def _stands(row: PreparedAnswer, ticket: Ticket) -> None:
    row.assignee_id, row.finished = ticket.assignee_id, ticket.status in FINISHED


def _as_shown(desk: Desk, row: PreparedAnswer, ticket: Ticket) -> bool:
    """Whether nothing has happened since that they should know of before it goes."""
    same_hands = ticket.assignee_id in (row.assignee_id, desk.actor_id, None)
    return same_hands and (row.finished or ticket.status not in FINISHED)


def _show(desk: Desk, row: PreparedAnswer, *, message_id: int | None = None, fresh: bool = False) -> None:
    letter = Show("prepared", slot=f"prepared:{row.id}", fresh=fresh, only_edit=not fresh, reply_to_message=message_id)
    letters.post(desk.session, desk.me().id, letter, now=desk.now, ticket_id=row.ticket_id)
