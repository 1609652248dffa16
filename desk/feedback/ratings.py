"""Stars and a word: from the requester to who resolved the ticket."""

from db.enums import Status
from desk import history
from desk.conversation import entries, thread
from desk.conversation.new_entry import line
from desk.conversation.thread import remark, show_on_board
from desk.desk import Desk
from desk.errors import NotPossible, Refused
from desk.locked import Locked
from desk.outbox.board_jobs import Do
from desk.outbox.letters import Args
from desk.policy.transitions import Verb
from desk.results import TicketResult


async def rating_remark(desk: Desk, ticket: Locked) -> None:
    """What the requester thinks of it, under the task; a later word changes the same line."""
    args: Args = {"name": (await desk.requester(ticket)).name, "stars": "★" * (ticket.rating or 0)}
    key = "remark-rated" if ticket.rating is not None else "remark-word"
    if ticket.rating_words is not None:
        args["words"] = ticket.rating_words
        key = "remark-rated-word" if ticket.rating is not None else "remark-word"
    before = await entries.remark_of(desk.session, ticket.id, "remark-rated")
    if before is None:
        await remark(desk, ticket.number, key, **args)
        return
    before.content_line = line(key, **args)
    show_on_board(desk, before, do=Do.COMMENT_EDIT)


async def rate(desk: Desk, number: int, stars: int | None) -> TicketResult:
    """One to five stars, or None: skipped. The first mark stands (`changed` False)."""
    async with desk.change(number, Verb.RATE) as ticket:
        desk.target(ticket, Verb.RATE)
        if stars is not None and not 1 <= stars <= 5:
            raise Refused("outdated")
        if stars is None and ticket.rated_at is not None and ticket.rating_words is None:
            ticket.rating_words = ""  # asked for a word beside the stars, they would rather not
            return await desk.ticketed(ticket)
        if ticket.rated_at is not None or ticket.rating_asked_at is None:
            return await desk.ticketed(ticket, changed=False)
        ticket.rated_at = desk.now
        ticket.rating = stars
        if stars is not None:
            desk.record(ticket, history.RATING, None, str(stars))
        if stars is not None or ticket.rating_words is not None:
            await rating_remark(desk, ticket)
    return await desk.ticketed(ticket)


async def rate_words(desk: Desk, number: int, words: str) -> TicketResult:
    """The word beside the stars; the first one stands."""
    async with desk.change(number, Verb.RATE) as ticket:
        if ticket.status is not Status.CLOSED:
            raise NotPossible(number, Verb.RATE, ticket.status)
        if ticket.rating_words is not None:
            return await desk.ticketed(ticket, changed=False)
        ticket.rating_words = words
        await rating_remark(desk, ticket)
    return await desk.ticketed(ticket)


async def take_back_word(desk: Desk, number: int) -> TicketResult:
    """The word beside the stars was meant as a request of its own."""
    async with desk.change(number, Verb.RATE) as ticket:
        ticket.rating_words = None
        if ticket.rating is not None:
            await rating_remark(desk, ticket)
        elif (remark := await entries.remark_of(desk.session, ticket.id, "remark-word")) is not None:
            remark.withdrawn_at = desk.now
            thread.show_on_board(desk, remark, do=Do.COMMENT_DELETE)
    return await desk.ticketed(ticket)
