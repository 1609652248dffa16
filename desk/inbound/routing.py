"""Where a message goes: the order of the contract as one pure function. Knows no database and no clock."""

from dataclasses import dataclass, replace
from enum import StrEnum

from db.models import QuestionKind, Status
from desk.inbound.situation import NoteBefore, Reply, RoutingContext, Said, TicketOption
from desk.outbox import Slot
from desk.requests.limits import joined_instead


class Destination(StrEnum):
    """The ways a message can go; each is one answer of `decide`."""

    HELP = "help"  # a requester's lone unknown command
    GREETING = "greeting"  # a requester's, before they have said what it is about
    COMMAND = "command"  # staff's words that begin with a slash and are no known command: nobody else reads them
    COMMENT = "comment"  # the requester's words on their open ticket
    ADDED_TO_RESOLVED = "added_to_resolved"  # as COMMENT, and asked about
    CROWDED = "crowded"  # a further request that became a comment on the newest
    REPLY = "reply"
    NOTE = "note"
    NOT_YOURS = "not_yours"  # staff replied to another's card or a reminder: asked first
    WHERE_TO = "where_to"  # staff replied to nothing: asked
    CLOSED_REPLY = "closed_reply"  # a reply to an ended ticket: asked
    ENDED_LONG_AGO = "ended_long_ago"  # a reply to one that ended long ago: a new request at once
    DRAFT = "draft"  # joins the gathering draft
    NEW_DRAFT = "new_draft"
    RATING_WORD = "rating_word"
    HOLD_REASON = "hold_reason"
    ESCALATION = "escalation"  # why somebody is called
    LOW_MARK = "low_mark"  # what happened where there were few stars
    PROMPT = "prompt"  # a value or words that staff were asked for
    CANNED = "canned"  # the key of a canned reply: it is shown before it goes
    INSTEAD = "instead"  # what goes instead of an answer that was shown
    FORM_ANSWER = "form_answer"  # what its requester was asked to say of a request: a comment, which is the answer
    SUBJECT = "subject"  # the new subject of a request of theirs
    SMALL_TALK = "small_talk"
    JOIN_QUESTION = "join_question"
    WHICH_TICKET = "which_ticket"
    WITH_ALBUM = "with_album"  # goes where the first part of its album went


REASONS = {
    QuestionKind.HOLD_REASON: Destination.HOLD_REASON,
    QuestionKind.ESCALATION: Destination.ESCALATION,
    QuestionKind.LOW_MARK: Destination.LOW_MARK,
}
"""Where a reply goes to a question to staff that asks why."""


@dataclass(frozen=True, slots=True)
class Route:
    """The answer: where it goes, to which ticket or question; `entry_id`: what it answers, or the album's first;
    `note`: under its question it is a note whatever it begins with; `prompt`, `prepared`: as in the reply."""

    goes: Destination
    ticket_id: int | None = None
    question_id: int | None = None
    entry_id: int | None = None
    note: bool = False
    prompt: Slot | None = None
    prepared: int | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a message: where it went, the ticket's number and the ids of what it became, where any.

    HELP, GREETING and COMMAND are left to the door: nothing was stored.
    """

    goes: Destination
    number: int | None = None
    ticket_id: int | None = None
    entry_id: int | None = None
    question_id: int | None = None


def decide(situation: RoutingContext) -> Route:
    """Where a message that is no known command goes; the first that applies (product, "where a message goes")."""
    s = situation
    return (
        _command(s)
        or _album(s)
        or (_further_part(s.note_before) if s.note_before else None)
        or (_reply(s, s.reply) if s.reply else None)
        or (_to_own(s.add_to) if s.add_to else None)
        or (Route(Destination.SUBJECT, ticket_id=s.subject_of) if s.subject_of and s.said.has_text else None)
        or ((_greeting(s) or _start_request(s)) if s.new_next else None)
        or (Route(Destination.DRAFT, ticket_id=s.draft.id) if s.draft else None)
        or (_answers(s, *s.asked) if s.asked else None)
        or _rating_word(s)
        or (_staff_without_reply(s) if s.is_staff else None)
        or _small_talk(s)
        or _question(s)
        or _by_what_is_open(s)
    )


def _start_request(s: RoutingContext) -> Route:
    """A new request, or with too many that nobody has taken a comment on the newest of them."""
    newest = joined_instead(s.untaken, s.max_untaken)
    return Route(Destination.NEW_DRAFT if newest is None else Destination.CROWDED, ticket_id=newest)


def _greeting(s: RoutingContext) -> Route | None:
    """What would begin a request, and says only hello."""
    return Route(Destination.GREETING) if s.said.greeting and not s.is_staff else None


def _answers(s: RoutingContext, question_id: int, spot: TicketOption) -> Route | None:
    """The requester's next text after they were asked to say more; thanks are none."""
    if s.is_staff or not s.said.has_text or not _may_answer(s.said, spot):
        return None
    return Route(Destination.FORM_ANSWER, ticket_id=spot.id, question_id=question_id)


def _may_answer(said: Said, spot: TicketOption) -> bool:
    return spot.status is Status.NEW and (said.yes or not said.small_talk)


def _command(s: RoutingContext) -> Route | None:
    if s.is_staff:
        goes_on = s.note_before is not None and s.album is None  # the second half of a long note may begin so
        return Route(Destination.COMMAND) if s.said.command and not goes_on else None
    return Route(Destination.HELP) if s.said.lone_command else None


def _album(s: RoutingContext) -> Route | None:
    return Route(Destination.WITH_ALBUM, entry_id=s.album) if s.album is not None else None


def _further_part(before: NoteBefore) -> Route:
    if before.ticket_id is not None:
        return Route(Destination.NOTE, ticket_id=before.ticket_id)
    return Route(Destination.JOIN_QUESTION, question_id=before.question_id, note=True)


def _reply(s: RoutingContext, reply: Reply) -> Route | None:
    if reply.prompt is not None:
        return Route(Destination.PROMPT, prompt=reply.prompt)
    if reply.reason is not None:
        named = reply.spot.id if reply.spot else None
        return Route(REASONS[reply.reason], ticket_id=named, question_id=reply.question_id)
    if s.said.key and s.is_staff and (by_key := _key(reply)) is not None:
        return by_key
    if reply.question_id is not None:
        return Route(Destination.JOIN_QUESTION, question_id=reply.question_id, note=reply.to_note)
    if reply.asked_first:
        return Route(Destination.NOT_YOURS, ticket_id=reply.spot.id) if reply.spot else Route(Destination.WHERE_TO)
    if reply.spot is None:
        return None
    return _staff_reply(s, reply, reply.spot) if reply.as_staff else _own_reply(s, reply, reply.spot)


def _key(reply: Reply) -> Route | None:
    """A canned reply for that ticket; of none where the reply names none; None where they are its requester."""
    if reply.spot is None:
        return Route(Destination.CANNED)
    if not (reply.as_staff or reply.asked_first):
        return None
    answered = None if reply.to_note else reply.entry_id
    return Route(Destination.CANNED, ticket_id=reply.spot.id, entry_id=answered, prepared=reply.prepared)


def _staff_reply(s: RoutingContext, reply: Reply, spot: TicketOption) -> Route:
    is_note = s.said.note or reply.to_note
    if reply.prepared is not None and not is_note:
        return Route(Destination.INSTEAD, ticket_id=spot.id, entry_id=reply.entry_id, prepared=reply.prepared)
    return Route(Destination.NOTE if is_note else Destination.REPLY, ticket_id=spot.id, entry_id=reply.entry_id)


def _own_reply(s: RoutingContext, reply: Reply, spot: TicketOption) -> Route:
    if reply.asked is not None and _may_answer(s.said, spot):
        return Route(Destination.FORM_ANSWER, ticket_id=spot.id, question_id=reply.asked)
    if s.said.small_talk and not spot.is_draft and spot.status is not Status.PENDING:
        return Route(Destination.SMALL_TALK, ticket_id=spot.id, entry_id=reply.entry_id)
    return replace(_to_own(spot), entry_id=reply.entry_id)


def _to_own(spot: TicketOption) -> Route:
    """The requester's words to a ticket that is named."""
    if spot.is_open:
        if spot.is_draft:
            return Route(Destination.DRAFT, ticket_id=spot.id)
        resolved = spot.status is Status.RESOLVED
        return Route(Destination.ADDED_TO_RESOLVED if resolved else Destination.COMMENT, ticket_id=spot.id)
    return Route(Destination.ENDED_LONG_AGO if spot.long_ago else Destination.CLOSED_REPLY, ticket_id=spot.id)


def _rating_word(s: RoutingContext) -> Route | None:
    if s.rating_of is None or not s.said.has_text:
        return None
    return Route(Destination.RATING_WORD, ticket_id=s.rating_of)


def _staff_without_reply(s: RoutingContext) -> Route:
    if s.said.key:
        return Route(Destination.CANNED)
    return _question(s) or Route(Destination.WHERE_TO)


def _small_talk(s: RoutingContext) -> Route | None:
    """On the latest of their tickets, unless one of them waits for an answer: then it may be that."""
    if not s.said.small_talk or not s.own or any(spot.status is Status.PENDING for spot in s.own):
        return None
    return Route(Destination.SMALL_TALK, ticket_id=max(s.own, key=lambda spot: spot.last_at).id)


def _question(s: RoutingContext) -> Route | None:
    return Route(Destination.JOIN_QUESTION, question_id=s.open_question) if s.open_question is not None else None


def _by_what_is_open(s: RoutingContext) -> Route:
    still_open = [spot for spot in s.own if spot.is_open]
    if not still_open:
        return _greeting(s) or _start_request(s)
    if len(still_open) == 1 and still_open[0].fresh:
        return _to_own(still_open[0])
    return Route(Destination.WHICH_TICKET)
