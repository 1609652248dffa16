"""Values that decide where a message goes."""

from dataclasses import dataclass
from datetime import datetime

from db.models import QuestionKind, Status
from desk.outbox import Slot
from desk.policy import FINISHED


@dataclass(frozen=True, slots=True)
class WordTraits:
    """The kind of words, without their context. `command`: they begin with a slash; `note`: with `//`; `yes`: small
    talk that can be an answer; `key`: calls a canned reply, if there are any; `greeting`: nothing but that;
    `asks_for_state`: asks only for the state of a request."""

    has_text: bool = True
    lone_command: bool = False
    note: bool = False
    small_talk: bool = False
    yes: bool = False
    greeting: bool = False
    asks_for_state: bool = False
    key: bool = False
    command: bool = False


@dataclass(frozen=True, slots=True)
class TicketOption:
    """A ticket a message could go to. `fresh`: got a word within 24 hours; `long_ago`: ended too long ago to reopen;
    `is_own`: the writer filed it, and does not lead the requester's organization."""

    id: int
    status: Status
    last_at: datetime
    is_draft: bool = False
    fresh: bool = True
    long_ago: bool = False
    is_own: bool = True

    @property
    def is_open(self) -> bool:
        """Return True unless closed or cancelled; drafts are open."""
        return self.status not in FINISHED


@dataclass(frozen=True, slots=True)
class Reply:
    """The thing a message replies to: a ticket, seen as its requester or as staff, or an open question.
    `asked_first`: a colleague's "taken by" card, or a reminder (which may name several tickets: `option` is None
    then); `entry_id`: the entry it answers; `reason`: the kind of a question to staff for a reason; `prompt`: the
    slot of a question to staff for a value; `prepared`: the id of an answer that was shown and can still be sent;
    `asked`: the open question to say more of that ticket; `for_organization`: the open question for which organization
    it is, which the words answer."""

    option: TicketOption | None = None
    entry_id: int | None = None
    as_staff: bool = False
    to_note: bool = False
    asked_first: bool = False
    question_id: int | None = None
    reason: QuestionKind | None = None
    prompt: Slot | None = None
    prepared: int | None = None
    asked: int | None = None
    for_organization: int | None = None

    @property
    def is_decisive(self) -> bool:
        """Return True if the reply alone decides (but for commands, albums and parts of a note)."""
        named = self.option or self.prompt
        return named is not None or self.question_id is not None or self.asked_first


@dataclass(frozen=True, slots=True)
class NoteBefore:
    """A note that the message continues: on a ticket, or waiting under a question."""

    ticket_id: int | None = None
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class RoutingContext:
    """Everything that decides.

    `own`: the person's tickets as requester that are open or ended within 72 hours, without drafts; `rating_of`: the
    ticket whose rating still takes a word; `open_question`: the newest that takes further messages; `asked`: question
    and ticket that the next words may answer; `subject_of`: the ticket whose new subject the next text is; `untaken`:
    their untaken requests, newest first; `max_untaken`: how many of those are allowed; `registers`: the question about
    who they are that the message answers; `stops_registering`: it answers none although one is open;
    `for_organization`: the question for which organization a request is that the message answers; `focus`: the ticket
    that an agent's words without a reply go to.
    """

    said: WordTraits = WordTraits()
    is_staff: bool = False
    album: int | None = None
    note_before: NoteBefore | None = None
    reply: Reply | None = None
    add_to: TicketOption | None = None
    new_next: bool = False
    subject_of: int | None = None
    asked: tuple[int, TicketOption] | None = None
    draft: TicketOption | None = None
    rating_of: int | None = None
    own: tuple[TicketOption, ...] = ()
    open_question: int | None = None
    untaken: tuple[int, ...] = ()
    max_untaken: int = 5
    registers: int | None = None
    for_organization: int | None = None
    stops_registering: bool = False
    focus: int | None = None
