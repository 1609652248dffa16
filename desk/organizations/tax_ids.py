"""Tax ids: recognized by their check digits. Pure."""

import re

from desk import Refused

_LONGEST = 32
_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_OF_ORGANIZATION, _OF_SOLE_TRADER = 10, 12


def parse_tax_id(typed: str, kind: str) -> str:
    """Return the tax id without spaces and hyphens. With `kind` "inn" its digits are checked, with "any" only that it
    is not too long. Raises Refused with what is wrong."""
    found = re.sub(r"[\s\-–]", "", typed).upper()
    if kind != "inn":
        if not 0 < len(found) <= _LONGEST or not found.isalnum():
            raise Refused("tax-id-wrong")
        return found
    if not (found.isascii() and found.isdigit()) or len(found) not in (_OF_ORGANIZATION, _OF_SOLE_TRADER):
        raise Refused("tax-id-length")
    if not _is_checked(found):
        raise Refused("tax-id-checksum")
    return found


def _is_checked(digits: str) -> bool:
    checked = (9,) if len(digits) == _OF_ORGANIZATION else (10, 11)
    return all(_make_check_digit(digits[:place]) == digits[place] for place in checked)


def _make_check_digit(before: str) -> str:
    weighed = zip(_WEIGHTS[-len(before) :], before, strict=True)
    return str(sum(weight * int(digit) for weight, digit in weighed) % 11 % 10)
