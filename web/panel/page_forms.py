"""Values of addresses and forms that the database can store."""

from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, Field, model_validator
from starlette.convertors import Convertor

from desk.text import clean_text


class IdInAddress(Convertor[int]):
    """A row id in an address, `{…:id}`, of at most 18 digits. Starlette's own `int` takes any number of digits, of
    which Python refuses more than 4,300 (sys.set_int_max_str_digits)."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        """Return the id of a part of an address."""
        return int(value)

    def to_string(self, value: int) -> str:
        """Return the part of an address for an id."""
        return str(value)


Id = Annotated[int, Path(ge=0, lt=2**63)]
"""The id of a row, in an address."""
RowId = Annotated[int, Field(ge=0, lt=2**63)]
"""The same in a form."""


class PageForm(BaseModel):
    """The fields of a form, without characters that PostgreSQL cannot store."""

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: Any) -> Any:
        return {name: _clean_value(value) for name, value in given.items()} if isinstance(given, dict) else given


def _clean_value(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    return [_clean_value(one) for one in value] if isinstance(value, list) else value
