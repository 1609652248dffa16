"""The columns of a file with organizations, and how they are called in each language. Pure."""

from collections.abc import Sequence
from enum import StrEnum

from desk.i18n import LANGUAGES, catalog


class Column(StrEnum):
    """A column. Each line is about one organization, and may be about one of its outlets and one of its contacts."""

    ORGANIZATION = "organization"
    TAX_ID = "tax-id"
    ORGANIZATION_ID = "organization-id"
    NOTES = "notes"
    OUTLET = "outlet"
    ADDRESS = "address"
    EQUIPMENT = "equipment"
    OUTLET_ID = "outlet-id"
    CONTACT = "contact"
    PHONE = "phone"
    POSITION = "position"
    EMAIL = "email"
    CONTACT_ID = "contact-id"


NAMING = frozenset({Column.ORGANIZATION, Column.TAX_ID, Column.ORGANIZATION_ID})
"""Columns of which a file has at least one: they say which organization a line is about."""


def name_column(language: str, column: Column) -> str:
    """Return what the column is called in a language."""
    return catalog.say(language, "organization-column", column=column.value)


def find_columns(header: Sequence[str]) -> dict[Column, int]:
    """Return the place of each column that the header names, in any language and in any case."""
    places = {_fold(name): place for place, name in reversed(list(enumerate(header)))}
    found: dict[Column, int] = {}
    for column in Column:
        names = {_fold(name_column(language, column)) for language in LANGUAGES}
        place = next((places[name] for name in sorted(names) if name in places), None)
        if place is not None:
            found[column] = place
    return found


def _fold(name: str) -> str:
    return " ".join(name.replace("\ufeff", "").casefold().split())
