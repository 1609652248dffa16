"""Masking of phone numbers for readers who may not see them: only the last two digits stay. Pure."""

import re

from desk.text.masking.separators import BLANKS_IN_LINE, DASHES

CONTACT = "content-contact"
_FEWEST = 7  # digits of a number that identifies a person: shorter ones are masked completely
_NUMBER = re.compile(r"\+?\d(?:[\W_]{0,5}\d){6,}")
_BETWEEN = rf"[{BLANKS_IN_LINE}(){DASHES}]{{0,5}}"
_PHONE = re.compile(
    rf"(?<![\w/.,-])(?:[+\uff0b]{_BETWEEN}\d(?:{_BETWEEN}\d){{6,14}}|[78](?:{_BETWEEN}\d){{10}})(?![\w/])"
)
"""A phone number as people write it, with its country or 8 in front: not a contract, an amount or a date."""


def mask_number(number: str) -> str:
    """Return a number like "+7 *** **-12"."""
    digits = [char for char in number if char.isdigit()]
    if len(digits) < _FEWEST:
        return "***"
    country = f"+{digits[0]} " if number.lstrip().startswith("+") else ""
    return f"{country}*** **-{''.join(digits[-2:])}"


def mask_numbers_in(text: str) -> str:
    """Mask everything in a text that may be a phone number: people without a name are often called by theirs."""
    return _NUMBER.sub(lambda found: mask_number(found[0]), text)


def mask_phones_in(text: str) -> str:
    """Mask what is written as a phone number, and leave other numbers as they are."""
    return _PHONE.sub(lambda found: mask_number(found[0]), text)


def strike_phones(text: str, instead: str) -> str:
    """Return the text with other words in place of what is written as a phone number."""
    return _PHONE.sub(instead, text)


def mask_contact(args: dict[str, str | int]) -> dict[str, str | int]:
    """Return the arguments of a contact's line with its number masked."""
    return {
        **args,
        "name": mask_numbers_in(str(args.get("name", ""))),
        "phone": mask_number(str(args.get("phone", ""))),
    }
