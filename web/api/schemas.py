"""Requests and answers of the API as its schema describes them. Knows no tables."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from db.models import Status
from desk.accounts import account_data
from desk.metrics import MetricUnit
from desk.queries.expected_time import Expect
from desk.text import clean_text, strip_invisible
from web.api.organizations.of_tickets import OrganizationOfTicket, OutletOfTicket

LONGEST_TEXT, MOST_CONTEXT = 4000, 10


def tidy_text(text: str) -> str:
    """Return the text as it is stored."""
    return clean_text(text.replace("\r\n", "\n")).strip()


def require_text(text: str) -> str:
    """Return the text as it is stored. Raises ValueError where it is empty."""
    said = tidy_text(text)
    if not strip_invisible(said).strip():
        raise ValueError("says nothing")
    return said


ExternalId = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9._:@+=~-]{1,128}$", description="your own id of the person", examples=["customer-4711"]),
]
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_TEXT), AfterValidator(require_text),
    Field(description="plain text", examples=["The heating is cold"]),
]  # fmt: skip
_Name = Annotated[str, StringConstraints(max_length=100), AfterValidator(clean_text)]
_Value = Annotated[str, StringConstraints(max_length=200), AfterValidator(clean_text)]
_Label = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(clean_text)]
Context = Annotated[
    dict[_Label, _Value],
    Field(
        max_length=MOST_CONTEXT, description="what they were at: page, product, order …; agents read it",
        examples=[{"page": "/orders/7"}],
    ),
]  # fmt: skip
Language = Annotated[str, Field(pattern=r"^(en|ru)$", description="in which the desk speaks with them")]
Cursor = Annotated[str, Field(pattern=r"^[0-9]{1,18}$", description="next_cursor of the page before")]
OwnRecord = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:@+=~-]{1,100}$", examples=["crm-17"])]
Price = Annotated[str, Field(pattern=r"^[0-9]{1,10}([.][0-9]{1,2})?$", examples=["1500.00"])]
ExternalRef = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(require_text)]


class _FromSystem(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewTicket(_FromSystem):
    """A request of one of your users."""

    external_id: ExternalId | None = Field(None, description="whose; not needed with a person's own token")
    name: _Name | None = Field(None, description="how agents call them")
    language: Language | None = None
    text: Text
    context: Context | None = None
    external_ref: ExternalRef | None = Field(None, description="what the request is called in your system")
    organization: OwnRecord | None = Field(
        None,
        description="of the user, by your own id; null: personal; left out: the only or last one",
    )
    outlet: OwnRecord | None = Field(None, description="which of its outlets, by your own id")


class NewMessage(_FromSystem):
    """A message of the requester."""

    text: Text


class Stars(_FromSystem):
    """A rating, with words."""

    stars: int = Field(ge=1, le=5)
    words: Text | None = None


class NewLink(_FromSystem):
    """Details for a link to Telegram for one of your users."""

    name: _Name | None = None
    language: Language | None = None
    context: Context | None = None


_Line = AfterValidator(account_data.require_line)


class AccountFieldSeen(_FromSystem):
    """A field of account data: each of both is one line."""

    label: Annotated[str, StringConstraints(max_length=account_data.LONGEST_LABEL), _Line]
    value: Annotated[str, StringConstraints(max_length=account_data.LONGEST_VALUE), _Line]


class AccountLinkSeen(_FromSystem):
    """A link to the user's page in your system."""

    label: Annotated[str, StringConstraints(max_length=account_data.LONGEST_LABEL), _Line]
    url: Annotated[str, AfterValidator(account_data.require_address)] = Field(
        description="http(s), at most 500 plain characters", examples=["https://crm.example/people/7"]
    )


class NewAccount(_FromSystem):
    """Account data of one of your users."""

    fields: list[AccountFieldSeen] = Field(
        max_length=account_data.MOST_FIELDS, examples=[[{"label": "Plan", "value": "Pro"}]]
    )
    link: AccountLinkSeen | None = None


class AccountSeen(BaseModel):
    """Account data as agents see it. `as_of`: when it was said; `failed_since`: ACCOUNT_URL gives no answer since."""

    fields: list[AccountFieldSeen]
    link: AccountLinkSeen | None
    as_of: datetime | None
    failed_since: datetime | None


class LinkMade(BaseModel):
    """`url` is for this user alone; it works until `expires_at`, for the first person who opens it."""

    url: str | None = Field(description="the link; null as long as the desk's bot has never been started")
    payload: str = Field(description="what stands behind ?start= of the bot's address")
    expires_at: datetime


class TokenMade(BaseModel):
    """A token of this user, for a chat on your page."""

    token: str
    expires_at: datetime


class FileMeta(BaseModel):
    """A file of a message. `size` in bytes; `available`: it can be downloaded at …/files/{id}."""

    id: int
    name: str
    kind: str
    mime: str | None = None
    size: int | None = None
    available: bool


class MessageSeen(BaseModel):
    """A message. `by`: requester or team; `note`: only the team reads it."""

    id: int
    by: str = Field(description="requester, team or note")
    author: str
    text: str
    at: datetime
    edited: bool
    files: list[FileMeta]


class Changes(_FromSystem):
    """The changes wanted; fields that are left out stay as they are. Each change may be refused."""

    status: Literal["new", "in_progress", "pending", "on_hold", "resolved", "reopened"] | None = Field(
        None, description="new: given back"
    )
    assignee: int | None = Field(None, ge=1, lt=2**63, description="the id of one of the team; null: nobody")
    priority: int | None = Field(None, ge=1, le=4, description="1 critical … 4 low")
    external_ref: ExternalRef | None = Field(None, description="what it is called in your system")
    organization: OwnRecord | None = Field(None, description="for which it is, by your own id; null: personal")
    outlet: OwnRecord | None = Field(None, description="which of its outlets, by your own id; null: none")
    price: Price | None = Field(None, description="what its requester is asked to pay; null: withdrawn")

    def has_changes(self) -> bool:
        """Return True if at least one field is given."""
        to_nothing = {"assignee", "external_ref", "organization", "outlet", "price"} & self.model_fields_set
        return bool(to_nothing) or self.status is not None or self.priority is not None


class StaffMember(BaseModel):
    """A person on the team."""

    id: int
    name: str
    away: bool


class Staff(BaseModel):
    """The people on the team."""

    items: list[StaffMember]


class FigureSeen(BaseModel):
    """A figure: `amount` in its unit (seconds, a share from 0 to 1, stars, or a count); null where there is nothing
    to count, or too little."""

    key: str
    means: str
    unit: MetricUnit
    amount: float | None
    of: int = Field(description="of how many rows it is made")


class Figures(BaseModel):
    """Figures of whole days; the last day up to now."""

    first: date
    last: date
    items: list[FigureSeen]


class ArticleFound(BaseModel):
    """A published article."""

    id: int
    title: str
    snippet: str | None = None


class ArticleList(BaseModel):
    """Articles that match, best first; without words, the most recent ones."""

    items: list[ArticleFound]


class ArticleWhole(BaseModel):
    """An article as requesters read it."""

    id: int
    slug: str
    language: str
    title: str
    text: str
    topic: str | None
    at: datetime


class SettingSeen(BaseModel):
    """A setting: its value and its default, both in words."""

    key: str
    value: str
    default: str
    pinned: bool = Field(description="the environment has it: nobody changes it here")


class SettingsSeen(BaseModel):
    """All settings of the desk."""

    items: list[SettingSeen]


class ExpectedAnswer(BaseModel):
    """When the requester can expect an answer. `at` is null where it takes longer than promised."""

    what: Expect
    at: datetime | None


class Assigned(BaseModel):
    """The agent the request is assigned to."""

    id: int
    name: str


class TicketSeen(BaseModel):
    """A request as its requester may see it; fields that your token may not read are null."""

    number: int
    external_id: str | None = Field(description="whose, by your own id; null for people of others")
    requester: str = Field(description="how agents call them")
    subject: str = Field(description="where it began without words, what the desk calls that in its own language")
    status: Status
    assignee: Assigned | None
    filed_at: datetime
    ended_at: datetime | None
    merged_into: int | None = Field(description="the number of the request it is part of now")
    expected: ExpectedAnswer | None
    can_rate: bool
    rating: int | None
    context: dict[str, str]
    external_ref: str | None
    priority: int | None = Field(description="1 critical … 4 low; only with all:read")
    category: str | None = Field(description="only with all:read")
    organization: OrganizationOfTicket | None = Field(description="for which it was filed; null: personal")
    outlet: OutletOfTicket | None


class TicketWhole(TicketSeen):
    """A request with its newest hundred messages, oldest first."""

    messages: list[MessageSeen]


class TicketChanged(BaseModel):
    """The answer to a token that may change a request but not read it."""

    number: int
    status: Status
    assignee: Assigned | None
    priority: int = Field(description="1 critical … 4 low")
    external_ref: str | None


class TicketMade(TicketWhole):
    """The request that was filed. `joined`: too many were open, so the text was added to the newest one."""

    joined: bool


class TicketsWanted(_FromSystem):
    """Filters for the requests that the token sees."""

    external_id: ExternalId | None = Field(None, description="whose; none: of all your people")
    status: Status | None = None
    open: bool | None = Field(None, description="only those that have not ended, or only those that have")
    external_ref: str | None = Field(None, max_length=200)
    cursor: Cursor | None = None
    limit: int = Field(20, ge=1, le=100)


class TicketPage(BaseModel):
    """Requests, newest first. `next_cursor`: for the next page; null on the last page."""

    items: list[TicketSeen]
    next_cursor: str | None


class MessagePage(BaseModel):
    """Messages, oldest first."""

    items: list[MessageSeen]
    next_cursor: str | None
