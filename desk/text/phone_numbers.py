"""Phone numbers of shared contacts: hidden but for the last two digits where not everybody is to read them. Pure."""

import re

CONTACT = "content-contact"
_FEWEST = 7  # digits of a number that says whose it is: fewer are hidden whole
_NUMBER = re.compile(r"\+?\d(?:[\W_]{0,3}\d){6,}")


def masked(number: str) -> str:
    """ "+7 *** **-12"."""
    digits = [char for char in number if char.isdigit()]
    if len(digits) < _FEWEST:
        return "***"
    country = f"+{digits[0]} " if number.lstrip().startswith("+") else ""
    return f"{country}*** **-{''.join(digits[-2:])}"


def without_numbers(text: str) -> str:
    """A text in which whatever may be a phone number is masked: who has no name is often called by it."""
    return _NUMBER.sub(lambda found: masked(found[0]), text)


def hidden(args: dict[str, str | int]) -> dict[str, str | int]:
    """The arguments of a contact's line without its number."""
    return {**args, "name": without_numbers(str(args.get("name", ""))), "phone": masked(str(args.get("phone", "")))}
