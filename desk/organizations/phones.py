"""Phone numbers in E.164, such as "+79161234567", and masked for places that more people read. Changes nothing.

`phonenumbers` is imported when the first number is read: its tables take memory that most desks need not pay.
"""

from desk import Refused

_SHOWN_BEFORE, _SHOWN_AFTER = 2, 2


def parse_phone(typed: str, region: str) -> str:
    """Return the number in E.164; `region` is the country of one without a "+", in two letters of ISO 3166. Raises
    Refused for what is no possible number."""
    import phonenumbers

    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        raise Refused("phone-wrong") from None
    if not phonenumbers.is_possible_number(number):
        raise Refused("phone-wrong")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask_phone(phone: str) -> str:
    """Return a number of which only the beginning and the end can be read: "+7 *** **-67"."""
    return f"{phone[:_SHOWN_BEFORE]} *** **-{phone[-_SHOWN_AFTER:]}"
