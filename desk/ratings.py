"""Ratings of requesters.

Stars and words from the requester: about the solution, then about the agent; and one reminder to rate.

Requesters are asked for a rating at most once a day, when they confirm a solution (`closing.confirm`) or let it close
by silence; never otherwise.
"""

from db.models import RatingAbout, Status
from desk import Desk, Locked, NotPossible, Refused, TicketResult, history
from desk.conversation import entries, writing
from desk.conversation.new_entry import dump_line
from desk.conversation.thread import add_remark
from desk.notifications import to_requester
from desk.outbox import Args, Do
from desk.policy import DueTimer, RequesterNotification, Verb, is_wanted, rating_rules, timer_kinds
from desk.policy.transitions import get_target_status
from desk.text.masking.secret_masking import mask_secrets_in
from desk.tickets import rating_survey

_WITH_WORD = {
    "remark-word": "remark-word",
    "remark-rated": "remark-rated-word",
    "remark-rated-agent": "remark-rated-agent-word",
}


async def _write_rating_remark(desk: Desk, ticket: Locked) -> None:
    """Write the requester's rating under the task; later words, or stars for the agent, edit the same line."""
    args: Args = {"name": (await desk.get_requester(ticket)).name, "stars": "★" * (ticket.rating or 0)}
    key = "remark-rated" if ticket.rating is not None else "remark-word"
    agents = await rating_survey.find_mark(desk, ticket, RatingAbout.AGENT) if ticket.rating is not None else None
    person = await desk.get_person(agents.person_id) if agents is not None and agents.stars is not None else None
    if agents is not None and person is not None:
        args |= {"agent": person.name, "agent_stars": "★" * (agents.stars or 0)}
        key = "remark-rated-agent"
    if ticket.rating_words is not None:
        args["words"] = ticket.rating_words
        key = _WITH_WORD[key]
    before = await entries.find_remark(desk.session, ticket.id, "remark-rated")
    if before is None:
        await add_remark(desk, ticket.number, key, **args)
        return
    before.content_line = dump_line(key, **args)
    writing.show_on_board(desk, before, do=Do.COMMENT_EDIT)


async def rate_solution(desk: Desk, number: int, stars: int | None) -> TicketResult:
    """Rate with one to five stars, or decline (None). The first rating counts (`changed` False afterwards)."""
    async with desk.change(number, Verb.RATE) as ticket:
        desk.require_target(ticket, Verb.RATE)
        if stars is None:
            return await desk.make_result(ticket, changed=await _decline(desk, ticket))
        _check_stars(stars)
        if ticket.rated_at is not None or ticket.rating_asked_at is None:
            return await desk.make_result(ticket, changed=False)
        mark = await rating_survey.get_solution_mark(desk, ticket)
        mark.stars, mark.marked_at = stars, desk.now
        ticket.rating, ticket.rated_at = stars, desk.now
        ticket.word_until = desk.now + desk.rules.requests.question
        desk.record(ticket, history.RATING, None, str(stars))
        await rating_survey.ask_about_agent(desk, ticket, mark)
        await _plan_question(desk, ticket, stars)
        await _write_rating_remark(desk, ticket)
    return await desk.make_result(ticket)


async def rate_agent(desk: Desk, number: int, stars: int) -> TicketResult:
    """Rate the agent with one to five stars, once that is asked; the first rating counts (`changed` False
    afterwards)."""
    async with desk.change(number, Verb.RATE) as ticket:
        desk.require_target(ticket, Verb.RATE)
        _check_stars(stars)
        mark = await rating_survey.find_open_agent_mark(desk, ticket)
        if mark is None:
            return await desk.make_result(ticket, changed=False)
        mark.stars, mark.marked_at = stars, desk.now
        ticket.word_until = desk.now + desk.rules.requests.question
        desk.record(ticket, history.RATING_AGENT, None, str(stars))
        if not rating_rules.is_low(ticket.rating):  # otherwise the agent is asked already
            await _plan_question(desk, ticket, stars)
        await _write_rating_remark(desk, ticket)
        await desk.publish(ticket)
    return await desk.make_result(ticket)


def _check_stars(stars: int) -> None:
    if not 1 <= stars <= 5:
        raise Refused("outdated")


async def _plan_question(desk: Desk, ticket: Locked, stars: int) -> None:
    """Plan to ask the agent about few stars, as soon as no words can come any more."""
    if rating_rules.is_low(stars) and ticket.word_until is not None:
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.LOW_MARK, ticket.word_until)


async def _decline(desk: Desk, ticket: Locked) -> bool:
    """Decline what is still asked."""
    if ticket.rating_asked_at is None:
        return False
    agents = await rating_survey.find_open_agent_mark(desk, ticket)
    if agents is None and ticket.rated_at is not None and ticket.rating_words is not None:
        return False
    if agents is not None:
        agents.marked_at = desk.now
    if ticket.rated_at is None:
        ticket.rated_at = (await rating_survey.get_solution_mark(desk, ticket)).marked_at = desk.now
    elif ticket.rating_words is None:
        ticket.rating_words = ""  # words for the stars were asked for
    ticket.word_until = None
    return True


async def add_rating_words(desk: Desk, number: int, words: str) -> TicketResult:
    """Add words to the stars; the first ones count."""
    async with desk.change(number, Verb.RATE) as ticket:
        if ticket.status is not Status.CLOSED:
            raise NotPossible(number, Verb.RATE, ticket.status)
        if ticket.rating_words is not None:
            return await desk.make_result(ticket, changed=False)
        await _set_words(desk, ticket, words)
        await _write_rating_remark(desk, ticket)
    return await desk.make_result(ticket)


async def edit_rating_words(desk: Desk, number: int, words: str) -> TicketResult:
    """Edit the words of the rating."""
    async with desk.change(number, Verb.RATE) as ticket:
        if not ticket.rating_words or ticket.rating_words == words:
            return await desk.make_result(ticket, changed=False)
        await _set_words(desk, ticket, words)
        await _write_rating_remark(desk, ticket)
    return await desk.make_result(ticket)


async def withdraw_rating_words(desk: Desk, number: int) -> TicketResult:
    """Withdraw the words of the rating, or treat them as a request of their own."""
    async with desk.change(number, Verb.RATE) as ticket:
        await _set_words(desk, ticket, None)
        if ticket.rating is not None:
            await _write_rating_remark(desk, ticket)
        elif (remark := await entries.find_remark(desk.session, ticket.id, "remark-word")) is not None:
            remark.withdrawn_at = desk.now
            writing.show_on_board(desk, remark, do=Do.COMMENT_DELETE)
    return await desk.make_result(ticket)


async def _set_words(desk: Desk, ticket: Locked, words: str | None) -> None:
    words = None if words is None else mask_secrets_in(words, desk.rules.masking)
    ticket.rating_words = words
    (await rating_survey.get_solution_mark(desk, ticket)).words = words


async def remind_to_rate(desk: Desk, ticket: Locked, _rung: DueTimer) -> None:
    """Ask for stars once more after a day, without a sound, unless they answered or were asked about another ticket
    since."""
    asked = ticket.rating_asked_at is not None
    said = ticket.rated_at is not None or ticket.rating_words is not None
    if not asked or said or not desk.rules.surveys.reminder or get_target_status(Verb.RATE, ticket.status) is None:
        return
    if not is_wanted(await desk.get_requester(ticket), RequesterNotification.SURVEYS, desk.rules):
        return
    if await rating_survey.has_been_asked_lately(desk, ticket):
        return
    (await rating_survey.get_solution_mark(desk, ticket)).reminded_at = desk.now
    await to_requester.ask_resolved(desk, ticket, silent=True)


# in which a question whose time is over is settled
