"""The preview of an answer before it is sent: made from a canned reply, an article or the solution of another ticket,
then sent or replaced. Knows no channel.

What was shown is what is sent: the filled text is stored. Others may act between the preview and Send, so a check under
the ticket's lock reports that first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from db.models import AnswerTaken, Article, ArticleAudience, CannedReply, CannedUse, Entry, PreparedAnswer, Ticket
from desk import Desk, Outdated, Refused
from desk.acts import of_replies
from desk.acts.declaring import ActStep, TicketAct
from desk.canned import placeholders, replies
from desk.canned.placeholders import Placeholder
from desk.conversation import answer_and_status
from desk.conversation.new_entry import IncomingFile, NewEntry
from desk.i18n import catalog, formats
from desk.outbox import Show, letters
from desk.people.person_rows import make_signature
from desk.policy import Verb
from desk.queries.expected_times import expect_answer
from desk.text import RichText

PREPARED = "prepared"
"""The slot of a preview, with its id."""
_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Source:
    """The text an answer is made from: a canned reply, an article, or a similar solved ticket."""

    words: RichText
    files: tuple[IncomingFile, ...] = ()
    canned_id: int | None = None
    ticket_id: int | None = None
    article_id: int | None = None
    acts: str = ""

    @classmethod
    def from_canned(cls, row: CannedReply) -> "Source":
        """Make a source from a canned reply."""
        return cls(replies.get_words(row), replies.load_files(row.files), canned_id=row.id, acts=row.acts or "")


async def prepare_answer(
    desk: Desk, number: int, source: Source, *, answers_id: int | None = None, message_id: int | None = None
) -> PreparedAnswer:
    """Show what would be sent to the ticket's requester; nothing is sent. `answers_id`: the entry it will reply to;
    `message_id`: the message that the preview replies to. Raises NoSuchTicket, NotAllowed."""
    async with desk.change(number, Verb.REPLY) as ticket:
        desk.require_target(ticket, Verb.REPLY)
        old = PreparedAnswer.made_at < desk.now - _KEPT
        await desk.session.execute(
            delete(PreparedAnswer).where(PreparedAnswer.person_id == desk.require_actor().id, old)
        )
        words, missing = source.words, None
        if source.canned_id is not None:
            words, missing = await fill_in(desk, ticket, source.words)
        row = PreparedAnswer(
            person_id=desk.require_actor().id, ticket_id=ticket.id, answers_id=answers_id, canned_id=source.canned_id,
            from_ticket_id=source.ticket_id, article_id=source.article_id, text=words.text, entities=words.dump(),
            files=replies.dump_files(source.files), missing=missing, acts=source.acts or None,
            made_at=desk.now,
        )  # fmt: skip
        _record_state(row, ticket)
        desk.session.add(row)
        await desk.session.flush()
        _show(desk, row, message_id=message_id, fresh=True)
    return row


async def require_answerable(desk: Desk, number: int) -> int:
    """Return the ticket's id if the actor may reply. Raises NoSuchTicket, NotAllowed."""
    async with desk.change(number, Verb.REPLY) as ticket:
        return ticket.id


async def fill_in(desk: Desk, ticket: Ticket, words: RichText) -> tuple[RichText, str | None]:
    """Return the text for this ticket's requester, in their language, and the placeholder that has no value."""
    wanted = placeholders.find_used(words.text)
    if not wanted:
        return words, None
    requester = await desk.get_requester(ticket)
    language = catalog.choose_language(requester, desk.rules.locale)
    values = {
        Placeholder.NAME: placeholders.shorten_name(requester.name),
        Placeholder.NUMBER: f"#{ticket.number}",
        Placeholder.AGENT: await _sign(desk, language),
    }
    if Placeholder.EXPECTED in wanted:
        promise = await expect_answer(desk.session, ticket, now=desk.now, settings=desk.rules)
        if promise is not None and promise.at is not None:
            at = formats.format_moment(language, promise.at, desk.rules.timezone, desk.now)
            values[Placeholder.EXPECTED] = at
    missing = Placeholder.EXPECTED.value if wanted - values.keys() else None
    return placeholders.fill_placeholders(words, values), missing


async def _sign(desk: Desk, language: str) -> str:
    if desk.actor is not None:
        return await make_signature(desk.session, desk.actor)
    return desk.who.name or catalog.say(language, "canned-team")


async def send_prepared(
    desk: Desk, prepared_id: int, act: TicketAct | None = None, *, is_alone: bool = False
) -> Entry | None:
    """Send the answer as it was shown, together with its acts unless `is_alone`, and with a change of status if one is
    given. Return None if the ticket was taken by another agent since, or has ended; that is shown, and the next Send
    sends all the same. Raises Outdated for another person's answer, or one that was sent or replaced, and Refused for
    an act that cannot be done; then nothing is sent."""
    row = await _open(desk, prepared_id)
    number = await _number(desk, row)
    async with desk.change(number, Verb.REPLY) as ticket:
        if row.missing is not None:
            raise Refused("prepared-missing", number=number)
        if not _as_shown(desk, row, ticket):
            _record_state(row, ticket)
            _show(desk, row)
            return None
        await _require_public(desk, row)
        said = NewEntry(RichText.load(row.text, row.entities), replies.load_files(row.files), answers_id=row.answers_id)
        steps = await of_replies.read_acts(desk, "" if is_alone else row.acts or "")
        entry = await answer_and_status.send_and_act(desk, number, said, add_act(steps, act))
        await record_sent(desk, row, entry)
    return entry


def add_act(steps: Sequence[ActStep], act: TicketAct | None) -> list[ActStep]:
    """Return the acts with one that was chosen beside them: its status replaces theirs."""
    return [*steps] if act is None else [*(one for one in steps if not one.act.moves), ActStep(act)]


async def _require_public(desk: Desk, row: PreparedAnswer) -> None:
    """Raise Refused if the article that the answer quotes is for the team alone since."""
    if row.article_id is not None:
        article = await desk.session.get_one(Article, row.article_id, populate_existing=True)
        if article.audience is ArticleAudience.TEAM:
            raise Refused("article-gone")


async def allow_change(desk: Desk, prepared_id: int) -> None:
    """Let the actor send a reply to the preview instead. Raises Outdated."""
    row = await _open(desk, prepared_id)
    row.changing = True
    _show(desk, row)


async def end_prepared(desk: Desk, prepared_id: int) -> PreparedAnswer:
    """End a preview that is replaced by other words or another text. Raises Outdated."""
    row = await _open(desk, prepared_id)
    row.ended_at = desk.now
    _show(desk, row)
    return row


async def find_open(desk: Desk, prepared_id: int) -> PreparedAnswer | None:
    """Return one of the actor's previews if it can still be sent."""
    row = await desk.session.get(PreparedAnswer, prepared_id, populate_existing=True)
    mine = row is not None and row.person_id == desk.require_actor().id and row.ended_at is None
    return row if mine else None


async def find_sent(desk: Desk, prepared_id: int) -> Entry | None:
    """Return the answer that one of the actor's previews became, or None."""
    row = await desk.session.get(PreparedAnswer, prepared_id, populate_existing=True)
    mine = row is not None and row.person_id == desk.require_actor().id and row.entry_id is not None
    return await desk.session.get(Entry, row.entry_id) if row is not None and mine else None


async def show_withdrawn(desk: Desk, entry: Entry) -> None:
    """Show under the preview that became this answer of the actor's that it was taken back."""
    became = PreparedAnswer.person_id == desk.require_actor().id, PreparedAnswer.entry_id == entry.id
    for row in await desk.session.scalars(select(PreparedAnswer).where(*became)):
        _show(desk, row)


async def record_sent(desk: Desk, row: PreparedAnswer, entry: Entry, *, changed: bool = False) -> None:
    """Record that the preview became this answer, which counts as a use; `changed`: other words were sent."""
    row.ended_at, row.entry_id = desk.now, entry.id
    if row.canned_id is not None:
        await record_use(desk, row.canned_id, entry, changed=changed)
    if row.from_ticket_id is not None or row.article_id is not None:
        taken = AnswerTaken(
            entry_id=entry.id, from_ticket_id=row.from_ticket_id, article_id=row.article_id, at=desk.now,
            changed=changed,
        )  # fmt: skip
        desk.session.add(taken)
        await desk.session.flush()
    _show(desk, row)


async def record_use(desk: Desk, canned_id: int, entry: Entry, *, changed: bool = False) -> None:
    """Record that a canned reply became this answer."""
    desk.session.add(CannedUse(entry_id=entry.id, canned_id=canned_id, at=desk.now, changed=changed))
    await desk.session.flush()


async def _open(desk: Desk, prepared_id: int) -> PreparedAnswer:
    """Lock the preview, so that of two presses only one sends."""
    await desk.refresh_actor()
    mine = select(PreparedAnswer).where(
        PreparedAnswer.id == prepared_id, PreparedAnswer.person_id == desk.require_actor().id
    )
    row = await desk.session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if row is None or row.ended_at is not None:
        raise Outdated
    return row


async def _number(desk: Desk, row: PreparedAnswer) -> int:
    return (await desk.session.get_one(Ticket, row.ticket_id)).number


def _record_state(row: PreparedAnswer, ticket: Ticket) -> None:
    row.assignee_id, row.finished = ticket.assignee_id, ticket.is_finished


def _as_shown(desk: Desk, row: PreparedAnswer, ticket: Ticket) -> bool:
    """Return True if nothing has happened since that the actor should know before it is sent."""
    same_hands = ticket.assignee_id in (row.assignee_id, desk.actor_id, None)
    return same_hands and (row.finished or ticket.is_open)


def _show(desk: Desk, row: PreparedAnswer, *, message_id: int | None = None, fresh: bool = False) -> None:
    message_id = desk.place.get_reply_target(message_id)
    letter = Show(PREPARED, slot=f"prepared:{row.id}", fresh=fresh, only_edit=not fresh, reply_to_message=message_id)
    letters.queue_letter(desk.session, desk.require_actor().id, letter, now=desk.now, ticket_id=row.ticket_id)
