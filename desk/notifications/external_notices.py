"""Notices for requesters without Telegram: API events for the integration that brought them.

A message that is only edited is no notice, and words on the ticket have events of their own.
"""

from typing import Any

from db.models import FeedEvent, Origin, Person, Status, Ticket
from desk.api_event_kinds import NOTICE
from desk.context import Context
from desk.outbox import Letter, Say, Show
from desk.policy.surveys import BY_SILENCE

ANSWER, SOLVED = "answer", "solved"
"""What a notice asks the requester for: words, or whether it is solved and how it was."""
_ASKS = dict.fromkeys(("waiting-for-you", "waiting-for-you-team", "pending-reminder"), ANSWER)


def send_notice(ctx: Context, ticket: Ticket, letter: Letter) -> None:
    """Store what the letter would have said as an event, if it says anything new."""
    refs = _refs(ticket, letter)
    if refs is not None:
        told = FeedEvent(ticket_id=ticket.id, kind=NOTICE, at=ctx.now, origin=ctx.origin, refs=refs)
        ctx.session.add(told)


def is_for(ctx: Context, person: Person, ticket: Ticket) -> bool:
    """Return True if this is the requester, reached through an integration alone, and not the actor, whom the
    response tells."""
    acts = ctx.actor_id == person.id and ctx.origin is not Origin.CLOCK
    return person.telegram_id is None and person.system_id is not None and person.id == ticket.requester_id and not acts


def _refs(ticket: Ticket, letter: Letter) -> dict[str, Any] | None:
    if isinstance(letter, Show) and letter.view == "resolved" and letter.fresh:
        return {"say": _question_key(ticket), "args": {"number": ticket.number}, "asks": SOLVED}
    if isinstance(letter, Say) and not letter.only_edit and not letter.staff_only:
        args = {name: value for name, value in letter.args.items() if name not in letter.secret}
        return {"say": letter.key, "args": args, "keyed": list(letter.keyed), "asks": _ASKS.get(letter.key)}
    return None


def _question_key(ticket: Ticket) -> str:
    silence = ticket.end_reason == BY_SILENCE
    if ticket.status is Status.CLOSED:
        return "resolved-stars-silence" if silence else "resolved-stars"
    return "resolved-ask-silence" if silence else "resolved-ask-team"
