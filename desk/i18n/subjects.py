"""A ticket's subject for whoever reads it: a person's words stay as they are; what the desk worded itself, because
nobody had said anything, is worded in the reader's language. The table keeps the desk's. Knows no ticket and no door.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desk.i18n import catalog
from desk.text import has_more_than_greeting, shorten_line
from desk.text.subject import make_subject

LINE = "subject_line"
"""The argument of a letter in which the subject's line goes along."""


@dataclass(frozen=True, slots=True)
class TicketSubject:
    """`stored`: as the table has it, in people's words or the desk's language. `line`: where the desk worded that, key
    and arguments, and what it then said; it says nothing of a subject that was changed without it, as the version
    before does."""

    stored: str
    line: str | None = None

    def said(self, language: str) -> str:
        """As it is read in that language: a single line of at most 120 characters where the desk words it."""
        if (own := self._own()) is None or not catalog.known(language, own["key"]):
            return self.stored
        return shorten_line(catalog.say(language, own["key"], **own["args"]))

    def is_said_as_stored(self, language: str) -> bool:
        """Whether that is what the table has: what was found in it stands there."""
        return self.said(language) == self.stored

    def _own(self) -> dict[str, Any] | None:
        """The line, while it is what stands there."""
        own: dict[str, Any] | None = json.loads(self.line) if self.line is not None else None
        return own if own is not None and own["said"] == self.stored else None

    def args(self, longest: int | None = None) -> dict[str, str | int]:
        """The arguments of a letter, which is read in a language not known yet: in at most `longest` characters, or
        whole."""
        given = self.stored if longest is None else shorten_line(self.stored, longest)
        return {"subject": given} if self.line is None or self._own() is None else {"subject": given, LINE: self.line}


NAMELESS = TicketSubject("")
"""Of a draft."""


def worded(language: str, key: str, /, **args: str | int) -> TicketSubject:
    """What the desk calls a ticket; `language`: its own."""
    said = shorten_line(catalog.say(language, key, **args))
    kept = {"key": key, "args": args, "said": said}
    return TicketSubject(said, json.dumps(kept, ensure_ascii=False, separators=(",", ":")))


def made_of(texts: Sequence[str], otherwise: TicketSubject) -> TicketSubject:
    """Of what the requester wrote; `otherwise` where that says nothing."""
    line = None if has_more_than_greeting(texts) else otherwise.line
    return TicketSubject(make_subject(texts, otherwise.stored), line)


def in_letter(language: str, given: str, line: str) -> str:
    """A letter's subject in its reader's language, no longer than it was put there."""
    whole = TicketSubject(json.loads(line)["said"], line)
    said = whole.said(language)
    return said if given == whole.stored else shorten_line(said, len(given))
