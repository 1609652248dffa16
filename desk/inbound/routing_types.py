"""Values that decide where a message goes."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from db.models import Status
from desk.outbox import Slot
from desk.questions.answer_buttons import Choice
from desk.text import Heard


class Destination(StrEnum):
    """Places where a message can go."""

    HELP = "help"  # a requester's unknown command, alone
    GREETING = "greeting"  # a requester's, before they have said what it is about
    NUMBER = "number"  # a requester's number alone, which nothing asked for
    COMMAND = "command"  # staff's unknown command, which is stored nowhere
    ANSWER = "answer"  # to an open question (`AskedFor`)
    COMMENT = "comment"  # the requester's words for their open ticket
    ADDED_TO_RESOLVED = "added_to_resolved"  # like COMMENT, and the requester is asked whether it is solved
    REPLY = "reply"
    NOTE = "note"
    NOT_YOURS = "not_yours"  # staff replied to a colleague's card or a reminder: ask first
    DOUBTFUL = "doubtful"  # staff wrote what the desk does not wholly read: ask first
    VERB = "verb"  # staff replied with a verb of the desk; stored nowhere
    TAKE_BACK = "take_back"  # staff take back what they did last
    WISH = "wish"  # staff asked for a list, a ticket or for help; stored nowhere
    POLITE = "polite"  # staff greeted or thanked, with no ticket that this is for; stored nowhere
    WHERE_TO = "where_to"  # staff replied to nothing: ask which ticket
    CLOSED_REPLY = "closed_reply"  # a reply to an ended ticket: ask
    ENDED_LONG_AGO = "ended_long_ago"  # a reply to a ticket that ended long ago: a new request
    DRAFT = "draft"  # joins the gathering draft
    NEW_DRAFT = "new_draft"
    CANNED = "canned"  # the key of a canned reply, which is shown before it is sent
    REPLACE_PREPARED = "instead"  # words to send instead of an answer that was shown
    SMALL_TALK = "small_talk"
    WHICH_TICKET = "which_ticket"
    JOIN_ALBUM = "with_album"  # to where the first part of its album went


class AskedFor(StrEnum):
    """The things that open questions ask for. `desk.inbound.open_questions` says which words answer them."""

    PROMPT = "prompt"  # a value or words that staff were asked for
    REASON = "reason"  # the words of an act
    LOW_MARK = "low_mark"  # what happened before a low rating
    WHICH = "which"  # which request, and the words name one of those offered
    WORDS = "words"  # further words wait with those that the question is about
    CALLED_OFF = "called_off"  # the next message was announced, and will not come
    SUBJECT = "subject"  # the new subject of the requester's ticket
    FORM = "form"  # more about a request
    REGISTRATION = "registration"  # who the requester is
    ORGANIZATION = "organization"  # the name of an organization or outlet
    SOLVED = "solved"  # whether it works now
    CLOSE = "close"  # whether to close a request that is not needed any more
    RATING = "rating"  # a word for the stars
    PLACE = "place"  # where a line went; the answer says that it belongs to another request
    PRESS = "press"  # any other question with buttons; the words stand for one of them


@dataclass(frozen=True, slots=True)
class Route:
    """A decision: the destination, with ticket or question; of ANSWER, what was asked (`asked_for`).

    `entry_id`: the entry it answers, or the album's first; `note`: under its question it is a note whatever it begins
    with; `prompt`: the slot of a question to staff for a value; `prepared`: as in `Reply`; `held`: the ticket was not
    named but is the one being spoken about; `says_yes`: the answer is a yes; `late`: the words come long after the
    last ones, and may be about something new; `of_all`: they ask how all their requests stand; `choice`: the button
    that they stand for; `asked_at`: of an ANSWER, when that was asked.
    """

    destination: Destination
    ticket_id: int | None = None
    question_id: int | None = None
    entry_id: int | None = None
    asked_for: AskedFor | None = None
    note: bool = False
    prompt: Slot | None = None
    prepared: int | None = None
    says_yes: bool = False
    held: bool = False
    late: bool = False
    of_all: bool = False
    choice: Choice | None = None
    asked_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class WordTraits:
    """The kind of the words, without their context. `number`: they are a small number, a rating, or `#12`, and nothing
    else; `begins`: they say that they are a new request; `turns`: that they may be about another matter; `command`:
    they begin with a slash; `note`: with `//`; `key`: calls a canned reply, if there are any; `meaning`: what they mean
    as a short sentence, of a sticker or a dice too; nothing if they are somebody else's or an album's; `is_own_matter`:
    they say only that something is a request of its own; `may_give_up`: that a thing may not be needed; `staff`: what
    they are for the desk, if staff wrote them; `shows`: the number of a ticket that is all they say, if staff wrote
    them; `doubtful`: staff wrote something that the desk does not wholly read."""

    has_text: bool = True
    lone_command: bool = False
    begins: bool = False
    turns: bool = False
    number: bool = False
    note: bool = False
    key: bool = False
    command: bool = False
    meaning: Heard = Heard()  # noqa: RUF009  (frozen itself)
    is_own_matter: bool = False
    may_give_up: bool = False
    staff: str | None = None
    shows: int | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class TicketOption:
    """A ticket a message could go to. `fresh`: got a word within 24 hours; `long_ago`: ended too long ago to reopen;
    `is_own`: the writer filed it, and does not lead the requester's organization; `is_answered`: the last word is the
    team's; `asked_at`: since when its requester has been asked whether it works now, or (`asks_if_needed`) whether
    it is still needed; `is_asking`: an agent's last answer, or the one replied to, has a question;
    `just_cancelled`: its requester cancelled it within the time of a question."""

    id: int
    status: Status
    last_at: datetime
    is_draft: bool = False
    fresh: bool = True
    long_ago: bool = False
    is_own: bool = True
    is_answered: bool = False
    asked_at: datetime | None = None
    asks_if_needed: bool = False
    is_asking: bool = False
    just_cancelled: bool = False

    @property
    def is_open(self) -> bool:
        """Return True unless closed or cancelled; drafts are open."""
        return self.status.is_open

    @property
    def is_told_since(self) -> bool:
        """Return True if an agent has written since its requester was asked whether it works now."""
        return self.is_answered and self.asked_at is not None and self.last_at > self.asked_at


@dataclass(frozen=True, slots=True)
class Reply:
    """The thing a message replies to: a ticket, seen as its requester or as staff, or an open question.
    `to_note`: what colleagues said among themselves; `asked_first`: a colleague's "taken by" card, or a reminder (which
    may name several tickets: `option` is None then); `entry_id`: the entry it answers; `answers`: the open question
    that these words answer; `prepared`: the id of an answer that was shown and can still be sent."""

    option: TicketOption | None = None
    entry_id: int | None = None
    as_staff: bool = False
    to_note: bool = False
    asked_first: bool = False
    answers: Route | None = None
    prepared: int | None = None

    @property
    def about(self) -> int | None:
        """Return the id of the ticket."""
        return self.option.id if self.option is not None else None

    @property
    def is_decisive(self) -> bool:
        """Return True if the reply alone decides (but for commands, albums and parts of a note)."""
        return self.option is not None or self.answers is not None or self.asked_first


@dataclass(frozen=True, slots=True)
class RoutingContext:
    """Everything that decides.

    `continues`: where the words go as a further part of an album or a note; `takes_back`: what staff take back by them,
    if they say so; `answers_ours`: the question of ours that
    they answer with a yes, a no or a choice; `answers`: one that takes any words, once no draft does; `add_to`: the
    ticket that the next message was announced for; `new_next`: it begins a request; `own`: the person's tickets as
    requester that are open or ended within 72 hours, without drafts; `spoken_of`: the ticket that words without a reply
    go to: an agent's focus, or the one the requester chose or that we answered just now; `open_question`: the newest
    that takes further messages; `topic`: the request in whose topic it was written; `new_topic`: it was written in a
    topic that the person made; `is_idle`: staff are polite, and have no ticket that this could be for; `stays_inside`:
    staff name a colleague, or say it where nothing leaves the team; `is_offered`: they join words that wait for the
    owner of the account.
    """

    said: WordTraits = WordTraits()
    is_staff: bool = False
    continues: Route | None = None
    reply: Reply | None = None
    takes_back: Route | None = None
    answers_ours: Route | None = None
    add_to: TicketOption | None = None
    new_next: bool = False
    draft: TicketOption | None = None
    answers: Route | None = None
    own: tuple[TicketOption, ...] = ()
    spoken_of: int | None = None
    open_question: int | None = None
    topic: TicketOption | None = None
    new_topic: bool = False
    is_idle: bool = False
    stays_inside: bool = False
    is_offered: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """The destination of a message, and the ticket, entry and question it went to, if any. HELP, GREETING, NUMBER,
    VERB, WISH, POLITE and COMMAND are left to the caller: nothing was stored. `asked_for`: what an ANSWER answers."""

    destination: Destination
    number: int | None = None
    ticket_id: int | None = None
    entry_id: int | None = None
    question_id: int | None = None
    asked_for: AskedFor | None = None
