"""Values that several requests and answers of the API have, and what all requests share."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

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


ExternalId = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9._:@+=~-]{1,128}$", description="your own id of the person", examples=["customer-4711"]),
]
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
Language = Annotated[str, Field(pattern=r"^(en|ru)$", description="in which the desk speaks with them")]
Cursor = Annotated[str, Field(pattern=r"^[0-9]{1,18}$", description="next_cursor of the page before")]
OwnRecord = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:@+=~-]{1,100}$", examples=["crm-17"])]
Price = Annotated[str, Field(pattern=r"^[0-9]{1,10}([.][0-9]{1,2})?$", examples=["1500.00"])]
ExternalRef = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(require_text)]


class FromIntegration(BaseModel):
    """Base of all that an integration sends: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")
