"""Renders templates: texts in the reader's language, times in the desk's time zone, people's text escaped."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from desk.conversation.new_entry import load_line
from desk.i18n import Arg, catalog, formats
from desk.queries.expected_times import FirstAnswer
from desk.text.masking import phone_numbers

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_BEFORE_PAINT = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+\.(?:css|(js)))">')
_FOLDERS = [_HERE / "templates", _HERE / "features", _HERE]  # `ticket/page.html` is of a feature, `api/…` of the API
_templates = Environment(
    loader=FileSystemLoader(_FOLDERS), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip


class Words:
    """Texts and formats for templates, in one language, at one moment, in one time zone."""

    def __init__(self, language: str, now: datetime, zone: str) -> None:
        self.language, self._now, self.zone = language, now, zone

    def say(self, key: str, /, **args: Arg) -> str:
        """Return a plain text by its key."""
        return catalog.say(self.language, key, **args)

    def name_language(self, code: str) -> str:
        """Return a language's own name."""
        return catalog.say(code, "language-name")

    def press(self, prefix: str) -> str:
        """Return what a press of a button was, or its prefix for a button that no feature has any more."""
        key = f"press-{prefix}"
        return self.say(key) if catalog.has_key(self.language, key) else prefix or "?"

    def say_line(self, stored: str) -> str:
        """Return an automatic line of a thread; phone numbers of shared contacts are masked."""
        key, args = load_line(stored)
        if key == phone_numbers.CONTACT:
            args = phone_numbers.mask_contact(args)
        return self.say(key, **formats.format_args(self.language, args, now=self._now, zone=self.zone))

    def format_file(self, name: str, size: int | None) -> str:
        """Return a file's name and size."""
        return formats.format_file_and_size(self.language, name, size)

    def format_moment(self, at: datetime) -> str:
        """Return a date and time."""
        return formats.format_moment(self.language, at, self.zone, self._now)

    def format_ago(self, at: datetime) -> str:
        """Return how long ago a moment was."""
        return formats.format_ago(self.language, self._now - at)

    def format_spent(self, length: timedelta) -> str:
        """Return a length of time that has passed."""
        return formats.format_spent(self.language, length)

    def format_worked(self, minutes: int) -> str:
        """Return working time."""
        return formats.format_worked(self.language, minutes)

    def format_length(self, time: timedelta) -> str:
        """Return a length of time."""
        return formats.format_duration(self.language, time)

    def say_first_answer(self, expected: FirstAnswer) -> str:
        """Return when the answer to a request that is sent now comes; empty if nothing is known."""
        if expected.back_at is not None:
            return self.say("receipt-back", at=self.format_moment(expected.back_at))
        if expected.by is not None:
            return self.say("expect-answer", at=self.format_moment(expected.by))
        if expected.usual is not None:
            return self.say("open-usual", usual=formats.format_within(self.language, expected.usual))
        return ""

    def format_since(self, at: datetime) -> str:
        """Return how long something has lasted, at least a minute."""
        return formats.format_duration(self.language, self._now - at)

    def format_due(self, at: datetime, which: str = "any") -> str:
        """Return how long until a moment, or since it; `which` names the target."""
        left = at - self._now
        key = "page-over" if left < timedelta() else "page-left"
        return self.say(key, which=which, time=formats.format_duration(self.language, abs(left)))

    def format_decimal(self, number: float) -> str:
        """Return a number with one decimal."""
        return formats.format_decimal(self.language, number)

    def format_day(self, at: datetime) -> str:
        """Return a date with its weekday."""
        local = at.astimezone(ZoneInfo(self.zone))
        date = formats.format_day(self.language, local)
        return self.say("page-day", weekday=f"d{local.isoweekday()}", date=date)


def get_initials(name: str) -> str:
    """Return the first letters of the first two words of a name."""
    letters = (next((one for one in word if one.isalnum()), "") for word in name.split())
    return "".join([one for one in letters if one][:2]).upper() or "?"


def render_page(template: str, words: Words, *, status: int = 200, **given: Any) -> HTMLResponse:
    """Return a rendered page or part. Files that block painting are also named in a header, so that the browser
    fetches them while a long page is still being sent."""
    say: Callable[..., str] = words.say
    given |= {"t": say, "words": words, "initials": get_initials, "language": words.language}
    text = _templates.get_template(template).render(given)
    links = preload_header(text)
    return HTMLResponse(text, status, {"Link": links} if links else None)


def preload_header(text: str) -> str:
    """Return the value of the Link header for the files in a page's head that block painting."""
    named = _BEFORE_PAINT.findall(text, 0, max(text.find("</head>"), 0))
    return ", ".join(f"<{address}>; rel=preload; as={'script' if script else 'style'}" for address, script in named)
