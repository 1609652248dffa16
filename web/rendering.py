"""Templates: words in the reader's language, times in the desk's zone, everything that people wrote escaped."""

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
from desk.text import phone_numbers

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_BEFORE_PAINT = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+\.(?:css|(js)))">')
_FOLDERS = [_HERE / "templates", _HERE / "features", _HERE]  # `ticket/page.html` is of a feature, `api/…` of the API
_templates = Environment(
    loader=FileSystemLoader(_FOLDERS), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip


class Words:
    """What a template says in one language, at one moment, in one zone."""

    def __init__(self, language: str, now: datetime, zone: str) -> None:
        self.language, self._now, self.zone = language, now, zone

    def say(self, key: str, /, **args: Arg) -> str:
        """A text, plain."""
        return catalog.say(self.language, key, **args)

    def in_language(self, code: str) -> str:
        """What a language calls itself."""
        return catalog.say(code, "language-name")

    def line(self, stored: str) -> str:
        """A line of the desk's own inside an entry; numbers of shared contacts are masked."""
        key, args = load_line(stored)
        if key == phone_numbers.CONTACT:
            args = phone_numbers.mask_contact(args)
        return self.say(key, **formats.format_args(self.language, args, now=self._now, zone=self.zone))

    def file(self, name: str, size: int | None) -> str:
        """A file by name and size."""
        return formats.format_file_and_size(self.language, name, size)

    def moment(self, at: datetime) -> str:
        """A time of the clock."""
        return formats.format_moment(self.language, at, self.zone, self._now)

    def ago(self, at: datetime) -> str:
        """How long ago."""
        return formats.format_ago(self.language, self._now - at)

    def spent(self, length: timedelta) -> str:
        """A length of time that has passed."""
        return formats.format_spent(self.language, length)

    def length(self, time: timedelta) -> str:
        """A length of time."""
        return formats.format_duration(self.language, time)

    def since(self, at: datetime) -> str:
        """How long it lasts already, at least a minute."""
        return formats.format_duration(self.language, self._now - at)

    def due(self, at: datetime, which: str = "any") -> str:
        """How long until then, or since; `which` of the promises it is."""
        left = at - self._now
        key = "page-over" if left < timedelta() else "page-left"
        return self.say(key, which=which, time=formats.format_duration(self.language, abs(left)))

    def decimal(self, number: float) -> str:
        """A number with one decimal."""
        return formats.format_decimal(self.language, number)

    def day(self, at: datetime) -> str:
        """A day with the name of its weekday."""
        local = at.astimezone(ZoneInfo(self.zone))
        date = self.say("briefing-date", day=local.day, month=f"m{local.month}")
        return self.say("page-day", weekday=f"d{local.isoweekday()}", date=date)


def render_page(template: str, words: Words, *, status: int = 200, **given: Any) -> HTMLResponse:
    """A page or a part of one. What a browser waits for before it paints is named in its head, too, so that it is on
    its way while a long page still comes."""
    say: Callable[..., str] = words.say
    text = _templates.get_template(template).render(t=say, words=words, language=words.language, **given)
    links = preload_header(text)
    return HTMLResponse(text, status, {"Link": links} if links else None)


def preload_header(text: str) -> str:
    """As a header: what a page's head names that comes before anything is painted."""
    named = _BEFORE_PAINT.findall(text, 0, max(text.find("</head>"), 0))
    return ", ".join(f"<{address}>; rel=preload; as={'script' if script else 'style'}" for address, script in named)
