"""Hours as people type them ("from 9am to 6 pm", "с 9 до 18"), brought into one form: "9-18". Pure."""

import re

from desk.text.rich_text import strip_invisible

_UNTIL = re.compile(r"\s*(?:[-–—−]|\b(?:to|till|until|through|thru|до|по)\b)\s*")
_FROM = re.compile(r"\b(?:from|on|с|со|в)\b")
_AND = re.compile(r"\s+(?:and|и)\s+")
_HALF_DAY = re.compile(r"\b(1[0-2]|0?[1-9])((?:[:.]\d{2})?) ?([ap])\.?m\b\.?")


def rewrite_hours(text: str) -> str:
    """Return the text in lower case, with "-" between the ends of days and times, "," for "and", times of 24 hours, and
    single blanks."""
    plain = _HALF_DAY.sub(_to_24_hours, strip_invisible(text).casefold())
    return " ".join(_UNTIL.sub("-", _FROM.sub(" ", _AND.sub(", ", plain))).split())


def _to_24_hours(time: re.Match[str]) -> str:
    return f"{int(time[1]) % 12 + (12 if time[3] == 'p' else 0)}{time[2]}"
