"""Requests and answers about tickets and their messages. Knows no tables."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from db.models import AnswerWay, Origin, Status
from desk.importing.records import PastKind, PastState
from desk.policy.ticket_list import HELD
from desk.queries.expected_times import Expect
from desk.text import RichText
from desk.text.markdown.reader import parse_markdown
from desk.tickets.participants import ParticipantState
from web.api.organizations.of_tickets import OrganizationOfTicket, OutletOfTicket
from web.api.schemas.values import (
    ApiPage,
    Context,
    ExternalId,
    ExternalRef,
    FromIntegration,
    Language,
    Limit,
    Moment,
    Name,
    OwnRecord,
    PlaceCursor,
    Price,
    Priority,
    Subject,
    Tag,
    Tags,
    Text,
    TicketNumber,
    TicketRef,
    Topic,
)

TextFormat = Literal["plain", "markdown"]


class _Written(FromIntegration):
    """Base of what has words: `text`, written as `format` says."""

    text: Text
    format: TextFormat = Field(
        "plain", description="how text is written; markdown: bold, links, lists and code become formatting"
    )

    def make_words(self) -> RichText:
        """Return the words with the formatting that they are meant to have."""
        words = RichText(self.text)
        return parse_markdown(words) if self.format == "markdown" else words


class PastMessage(FromIntegration):
    """A message of a request of the past."""

    at: Moment = Field(description="when it was written")
    kind: PastKind = Field(PastKind.ANSWER, description="question: of the user; note: for the team only")
    text: Text
    author: Name | None = Field(None, description="who wrote it; left out: the user, or the agent")


class PastOfTicket(FromIntegration):
    """History from another desk, for the scope import: nobody is told of such a request, and it has no targets."""

    created_at: Moment = Field(description="when text was written")
    state: PastState = Field(PastState.CLOSED, description="open and pending: it is the team's work now")
    closed_at: Moment | None = Field(None, description="when it was closed; left out: with its last message")
    agent: int | None = Field(None, ge=1, lt=2**63, description="who had it, an id of /staff")
    messages: list[PastMessage] = Field([], max_length=500, description="what was written after text")


class NewTicket(_Written):
    """A request of one of your users."""

    external_id: ExternalId | None = Field(None, description="whose; not needed with a person's own token")
    name: Name | None = Field(None, description="how agents call them")
    language: Language | None = None
    context: Context | None = None
    external_ref: ExternalRef | None = Field(None, description="what the request is called in your system")
    organization: OwnRecord | None = Field(
        None,
        description="of the user, by your own id; null: personal; left out: the only or last one",
    )
    outlet: OwnRecord | None = Field(None, description="which of its outlets, by your own id")
    subject: Subject | None = Field(None, description="left out: made of the text")
    topic: Topic | None = Field(None, description="the id of a topic; left out: guessed, as in Telegram")
    priority: Priority | None = Field(
        None, description="1 critical … 4 low; left out: the topic's or 3; not with a person's own token"
    )
    tags: Tags = Field([], description="labels; not with a person's own token")
    past: PastOfTicket | None = Field(
        None, description="it is history from another desk; needs the scope import, and external_ref, once each"
    )


class NewTeamTicket(_Written):
    """A request that the team begins. Its requester is one of your users, or the person who filed another request."""

    external_id: ExternalId | None = Field(None, description="the user who is written to")
    of_ticket: int | None = Field(None, ge=1, lt=2**63, description="or: the number of a request of theirs")
    why: str | None = Field(None, max_length=200, description="why they are written to; null: their last request")
    agent: int = Field(ge=1, lt=2**63, description="who has the request then, an id of /staff")


class NewMessage(_Written):
    """A message of the requester."""


class NewAnswer(_Written):
    """An answer of the team to the requester."""


class NewNote(_Written):
    """An internal note, which only the team reads."""


class ChangedMessage(FromIntegration):
    """The words that a message of the requester is to have."""

    text: Text


class MergeWanted(FromIntegration):
    """Which request another one becomes part of."""

    into: int = Field(ge=1, lt=2**63, description="the number of the request that remains", examples=[41])


class ChangeSeen(BaseModel):
    """One change of a request."""

    at: datetime = Field(description="when it was done")
    field: str = Field(description="such as filed, status, assignee, priority, category, overdue or reminded")
    old: str | None = Field(description="what it was; people and topics by their names then; null: nothing")
    new: str | None = Field(description="what it became; null: nothing")
    by: str | None = Field(description="who did it; null: nobody, or nobody knows")
    origin: Origin = Field(description="where it was done; clock: the help desk itself")


class ChangePage(ApiPage[ChangeSeen]):
    """Changes of a request, oldest first. `next_cursor` is null on the last page."""


class Stars(FromIntegration):
    """A rating, with words."""

    stars: int = Field(ge=1, le=5, description="1 is the worst, 5 the best")
    words: Text | None = Field(None, description="why; the team reads it")


class FileMeta(BaseModel):
    """A file of a message."""

    id: int = Field(description="of the file, for GET …/files/{file_id}")
    name: str = Field(description="as it was sent")
    kind: str = Field(description="photo, document, video, animation, audio, voice, video_note or sticker")
    mime: str | None = Field(None, description="its media type; null: not known")
    size: int | None = Field(None, description="in bytes; null: not known")
    available: bool = Field(description="false: the desk cannot fetch it")


MessageId = Annotated[int, Field(description="of the message; later ones have larger ids")]
Author = Annotated[str, Field(description="the name of the person or integration that wrote it")]
Edited = Annotated[bool, Field(description="its words were changed afterwards")]
MessageFiles = Annotated[list[FileMeta], Field(description="what came with it; empty: words alone")]


class MessageSeen(BaseModel):
    """A message of a request."""

    id: MessageId
    by: str = Field(description="requester, team, or note, which only the team reads")
    author: Author
    text: str = Field(description="plain text, with the addresses of links; empty for files alone")
    markdown: str = Field(description="the same with its bold, links, lists and code as Markdown")
    at: datetime = Field(description="when it was written")
    edited: Edited
    files: MessageFiles
    delivery: str | None = Field(
        description="of the team's message: the channel and how far it got; only with all:read", examples=["mail-sent"]
    )


class Changes(FromIntegration):
    """The changes wanted; fields that are left out stay as they are. Each change may be refused."""

    status: Literal["new", "in_progress", "pending", "on_hold", "resolved", "reopened"] | None = Field(
        None, description="new: given back"
    )
    assignee: int | None = Field(None, ge=1, lt=2**63, description="the id of one of the team; null: nobody")
    priority: Priority | None = None
    subject: Subject | None = None
    topic: Topic | None = Field(None, description="the id of a topic; null: none")
    tags: Tags | None = Field(None, description="all labels that it is to have")
    external_ref: ExternalRef | None = Field(None, description="what it is called in your system")
    organization: OwnRecord | None = Field(None, description="for which it is, by your own id; null: personal")
    outlet: OwnRecord | None = Field(None, description="which of its outlets, by your own id; null: none")
    price: Price | None = Field(None, description="what its requester is asked to pay; null: withdrawn")

    def has_changes(self) -> bool:
        """Return True if at least one field is given."""
        to_nothing = {"assignee", "external_ref", "organization", "outlet", "price", "topic"} & self.model_fields_set
        others = (self.status, self.priority, self.subject, self.tags)
        return bool(to_nothing) or any(one is not None for one in others)


class ExpectedAnswer(BaseModel):
    """When the requester can expect an answer."""

    what: Expect = Field(
        description="answer or solution: by a target; promised: by an agent; longer: it takes longer than was said"
    )
    at: datetime | None = Field(description="by when; null: it takes longer than was said")


class Assigned(BaseModel):
    """The agent the request is assigned to."""

    id: int = Field(description="of the person, as in GET /v1/staff")
    name: str = Field(description="as colleagues read it")


Assignee = Annotated[Assigned | None, Field(description="the agent who has it; null: nobody")]


class PriceOfTicket(BaseModel):
    """The price that the requester is asked to pay, or paid last."""

    amount: str = Field(examples=["1500.00"], description="in the currency, with its decimals")
    currency: str = Field(examples=["EUR"], description="of three letters")
    paid: bool = Field(description="false: the requester has still to pay")


class TicketSeen(BaseModel):
    """A request as its requester may see it; fields that your token may not read are null."""

    number: TicketNumber
    external_id: str | None = Field(description="whose, by your own id; null for people of others")
    requester: str = Field(description="how agents call them")
    answer_way: AnswerWay | None = Field(
        description="how the requester wants answers: here, phone, email; null: they did not say; only with all:read"
    )
    subject: str = Field(description="where it began without words, what the desk calls that in its own language")
    status: Status = Field(
        description="as GET /v1/statuses lists them; without all:read the one that the requester was told last"
    )
    assignee: Assignee
    source: Origin = Field(description="where it was written")
    group: str | None = Field(description="the title of its group chat; only with all:read")
    event: str | None = Field(description="the short name of its event; only with all:read")
    filed_at: datetime = Field(description="when it was filed")
    updated_at: datetime = Field(description="when it changed or a message came, also where only the team sees it")
    ended_at: datetime | None = Field(description="when it was closed or cancelled; null: it is open")
    begun_by_team: bool = Field(description="the team wrote first")
    merged_into: int | None = Field(description="the number of the request it is part of now")
    expected: ExpectedAnswer | None = Field(
        description="when an answer or solution can be expected; null: nothing was promised"
    )
    can_rate: bool = Field(description="stars can be given now, see POST …/rating")
    rating: int | None = Field(description="stars, 1 to 5; null: not rated")
    context: dict[str, str] = Field(description="what your system sent with it; agents read it")
    external_ref: TicketRef
    priority: int | None = Field(
        description="1 critical … 4 low; only with all:read, and in the answer to who has set it"
    )
    category: str | None = Field(description="the name of its topic; only with all:read")
    topic: int | None = Field(
        description="the id of its topic; only with all:read, and in the answer to who has set it"
    )
    tags: list[str] | None = Field(description="only with all:read, and in the answer to who has set them")
    fields: dict[str, str] | None = Field(
        description="values of declared fields, by their names (GET /v1/fields); only with all:read"
    )
    organization: OrganizationOfTicket | None = Field(description="for which it was filed; null: personal")
    outlet: OutletOfTicket | None = Field(description="the outlet that it is about; null: none")
    price: PriceOfTicket | None = Field(description="null: there is none, or payments are off")


class ParticipantSeen(BaseModel):
    """A person or address that takes part in a request besides its requester."""

    name: str = Field(description="the address that had its mail in copy, or the name of who opened its link")
    state: ParticipantState = Field(
        description="on: has the answers in copy; blind: the same, unseen by others; off: the team sends none; left: "
        "the newest mail of the requester does not name them; stopped: wants none; bounced: not reached; shared: hears "
        "of it by a link"
    )


class TicketWhole(TicketSeen):
    """A request with its newest hundred messages, oldest first."""

    participants: list[ParticipantSeen] | None = Field(description="who else takes part; only with all:read")
    waits_until: datetime | None = Field(
        description="its user has too many requests, so nobody was notified: then the team is reminded of it"
    )
    messages: list[MessageSeen] = Field(description="the newest hundred, oldest first; all: GET …/messages")


class TicketChanged(BaseModel):
    """The answer to a token that may change a request but not read it."""

    number: TicketNumber
    status: Status = Field(description="as GET /v1/statuses lists them")
    assignee: Assignee
    priority: int = Field(description="1 critical … 4 low")
    external_ref: TicketRef


class TicketMade(TicketWhole):
    """The request that was filed, with priority, topic and tags as you have set them."""

    joined: bool = Field(description="always false: a text joins no earlier request")


class TicketSort(StrEnum):
    """Orders of a list of tickets."""

    NEWEST = "newest"
    OLDEST = "oldest"
    RECENTLY_UPDATED = "recently_updated"
    LEAST_RECENTLY_UPDATED = "least_recently_updated"
    QUEUE = "queue"


def _split(given: list[str]) -> list[str]:
    """Return the values of a list that may be parted by commas, too."""
    return [one for part in given for one in part.split(",")]


class TicketsWanted(FromIntegration):
    """Filters for the requests that the token sees."""

    external_id: ExternalId | None = Field(None, description="whose; none: of all your people")
    status: Annotated[list[Status | Literal["open"]], BeforeValidator(_split)] = Field(
        [], max_length=20, description="any of these; may be given several times. open: all that have not ended"
    )
    assignee: int | None = Field(None, ge=1, lt=2**63, description="the id of one of the team, who has them")
    topic: Topic | None = Field(None, description="the id of a topic; needs all:read")
    tag: Tag | None = Field(None, description="a label; needs all:read")
    field: Annotated[str, Field(pattern=HELD)] | None = Field(
        None, description="the value of a declared field that is no text, behind its id; needs all:read",
        examples=["7:Boiler"],
    )  # fmt: skip
    source: Origin | None = Field(None, description="where they were written")
    organization: OwnRecord | None = Field(
        None, description="for which they are, by your own id, once the requester is confirmed there"
    )
    open: bool | None = Field(None, description="only those that have not ended, or only those that have")
    external_ref: str | None = Field(None, max_length=200, description="what the request is called in your system")
    q: str | None = Field(
        None,
        max_length=200,
        description="words of the subject or a message; with SEAL_WORDS: numbers, people, topics and labels",
    )
    filed_since: Moment | None = Field(None, description="only those filed then or later; with a time zone")
    filed_before: Moment | None = Field(None, description="only those filed before; with a time zone")
    ended_since: Moment | None = Field(
        None, description="only those closed or cancelled then or later; with a time zone"
    )
    ended_before: Moment | None = Field(None, description="only those closed or cancelled before; with a time zone")
    updated_since: Moment | None = Field(None, description="only what changed then or later; with a time zone")
    sort: TicketSort = Field(
        TicketSort.NEWEST,
        description="queue: open ones, most urgent first, as the team's lists have them; needs all:read",
    )
    cursor: PlaceCursor | None = None
    limit: Limit = 20


class TicketPage(ApiPage[TicketSeen]):
    """Requests, in the order wanted. `next_cursor` is null on the last page."""


class MessagePage(ApiPage[MessageSeen]):
    """Messages, oldest first. `next_cursor` is there on the last page too: later ones follow it."""
