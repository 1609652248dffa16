"""The one reminder of stars that were asked for, where admins have switched it on. Knows no wording."""

from desk import Desk, Locked
from desk.notifications import to_requester
from desk.policy import RequesterNews, Rung, Verb, wants
from desk.policy.transitions import target
from desk.tickets import marks


async def remind(desk: Desk, ticket: Locked, _rung: Rung) -> None:
    """A day later: the stars come once more, without a sound, unless something was said, or they were asked about
    another ticket meanwhile."""
    asked = ticket.rating_asked_at is not None
    said = ticket.rated_at is not None or ticket.rating_words is not None
    if not asked or said or not desk.rules.survey_reminder or target(Verb.RATE, ticket.status) is None:
        return
    if not wants(await desk.requester(ticket), RequesterNews.SURVEYS, desk.rules):
        return
    if await marks.asked_lately(desk, ticket):
        return
    (await marks.solution(desk, ticket)).reminded_at = desk.now
    await to_requester.resolved(desk, ticket, silent=True)
