"""Phone numbers in E.164, such as "+79161234567". Changes nothing."""

from desk import Refused


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
