"""Values that several requests and answers of the API have, and what all requests share."""

from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from desk.i18n import LANGUAGES
from desk.text import clean_text, strip_invisible

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


def require_line(text: str) -> str:
    """Return the text as one line without what is not visible around it. Raises ValueError where it is empty."""
    return " ".join(require_text(text).split())


def require_sane_year(at: datetime) -> datetime:
    """Return the moment in UTC. Raises ValueError where that has no year."""
    try:
        return at.astimezone(UTC) if at.tzinfo is not None else at
    except OverflowError:
        raise ValueError("before the year 1 or after 9999") from None


Moment = Annotated[AwareDatetime, AfterValidator(require_sane_year)]
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_TEXT), AfterValidator(require_text),
    Field(description="plain text", examples=["The heating is cold"]),
]  # fmt: skip
Name = Annotated[str, StringConstraints(max_length=100), AfterValidator(clean_text)]
_Value = Annotated[str, StringConstraints(max_length=200), AfterValidator(clean_text)]
_Label = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(clean_text)]
Context = Annotated[
    dict[_Label, _Value],
    Field(
        max_length=MOST_CONTEXT, description="what they were at: page, product, order …; agents read it",
        examples=[{"page": "/orders/7"}],
    ),
]  # fmt: skip
_LANGUAGE, _PRICE = r"^[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8}){0,3}$", r"^[0-9]{1,10}([.][0-9]{1,2})?$"
RECORD_ID, _PERSON_ID = r"^[A-Za-z0-9._:@+=~-]{1,100}$", r"^[A-Za-z0-9._:@+=~-]{1,128}$"
_AFTER, _SIGNED = "^[0-9]{1,18}$", "^[A-Za-z0-9_-]{1,300}$"
SLUG, ARTICLE_LANGUAGE = "^[a-z0-9][a-z0-9-]*$", f"^({'|'.join(LANGUAGES)})$"
_OF_ID = "Letters and digits of English and . _ : @ + = ~ - only, at most {} characters"
OF_CURSOR = "Send the next_cursor of the page before, of the same list"
SHAPES = {
    _LANGUAGE: "Send a code of a language, such as en or pt-BR",
    SLUG: "Small letters of English, digits and dashes only",
    ARTICLE_LANGUAGE: f"One of {', '.join(LANGUAGES)}",
    _PRICE: "Send an amount such as 1500.00",
    RECORD_ID: _OF_ID.format(100),
    _PERSON_ID: _OF_ID.format(128),
    **dict.fromkeys((_AFTER, _SIGNED), OF_CURSOR),
}
"""What an error says instead of the regular expression of a value."""

ExternalId = Annotated[
    str, Field(pattern=_PERSON_ID, description="your own id of the person", examples=["customer-4711"])
]  # fmt: skip
_SPOKEN = "in which the desk speaks with them; in LOCALE if it does not speak that"
Language = Annotated[str, Field(pattern=_LANGUAGE, description=_SPOKEN, examples=["en"])]
AnswerIn = Annotated[
    str, Field(pattern=_LANGUAGE, description="of the answer; LOCALE if the desk does not speak it", examples=["en"])
]
Cursor = Annotated[str, Field(pattern=_AFTER, description="next_cursor of the page before")]
PlaceCursor = Annotated[str, Field(pattern=_SIGNED, description="next_cursor of the page before")]
Limit = Annotated[int, Field(ge=1, le=100, description="how many at most")]
OwnRecord = Annotated[str, Field(pattern=RECORD_ID, examples=["crm-17"])]
Price = Annotated[str, Field(pattern=_PRICE, examples=["1500.00"])]
Priority = Annotated[int, Field(ge=1, le=4, description="1 critical … 4 low")]
Topic = Annotated[int, Field(ge=1, lt=2**63, description="the id of a topic, see GET /v1/topics", examples=[3])]
Subject = Annotated[
    str, StringConstraints(min_length=1, max_length=200), AfterValidator(require_line),
    Field(description="one line; agents read it first"),
]  # fmt: skip
Tag = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(require_line)]
Tags = Annotated[list[Tag], Field(max_length=20, description="labels, as on the board and in the panel")]
ExternalRef = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(require_text)]

_Record = TypeVar("_Record")
Items = Annotated[list[_Record], Field(description="the records, in the order of the list")]
TicketNumber = Annotated[int, Field(description="the number of the request, without #", examples=[42])]
TicketRef = Annotated[
    str | None, Field(description="what the request is called in your system; null: it has no name there")
]
UserId = Annotated[str, Field(description="your own id of the person", examples=["customer-4711"])]
HereId = Annotated[int, Field(description="its id on this help desk")]
OwnId = Annotated[str | None, Field(description="its id in your own system; null: it has none there yet")]
OfHereId = Annotated[int, Field(description="the id of its organization on this help desk")]
OfOwnId = Annotated[str | None, Field(description="the same in your own system; null: it has none there yet")]
UpdatedAt = Annotated[datetime, Field(description="when it changed last")]


class FromIntegration(BaseModel):
    """Base of all that an integration sends: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class ApiPage(BaseModel, Generic[_Record]):
    """Base of every page of a list."""

    next_cursor: str | None = Field(description="to be sent as cursor for what follows")
    has_more: bool = Field(description="false: nothing follows now")
    items: Items[_Record]
