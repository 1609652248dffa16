"""A ticket's subject in the reader's language: a person's words stay as they are; a subject that the desk worded
itself, because the requester had written none, is worded in the reader's language. The table has it in the desk's
language. Knows no ticket and no channel."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desk.i18n import catalog
from desk.text import has_more_than_greeting, shorten_line
from desk.text.subject import make_subject

LINE = "subject_line"
"""The argument of a letter that carries the subject's line."""


@dataclass(frozen=True, slots=True)
class TicketSubject:
    """A subject as `stored`, in people's words or in the desk's language.

    `line` has key, arguments and wording of a subject that the desk worded. A subject that was changed without it (by
    an older version) no longer matches its line, which then does not count.
    """

    stored: str
    line: str | None = None

    def say_in(self, language: str) -> str:
        """Return the subject in that language; one worded by the desk is a single line of at most 120 characters."""
        if (own := self._own()) is None or not catalog.has_key(language, own["key"]):
            return self.stored
        return shorten_line(catalog.say(language, own["key"], **own["args"]))

    def is_stored_in(self, language: str) -> bool:
        """Return True if that is the stored text, so that what a search found in it is shown."""
        return self.say_in(language) == self.stored

    def _own(self) -> dict[str, Any] | None:
        """Return the line while it matches the stored text."""
        own: dict[str, Any] | None = json.loads(self.line) if self.line is not None else None
        return own if own is not None and own["said"] == self.stored else None

    def make_letter_args(self, longest: int | None = None) -> dict[str, str | int]:
        """Return the arguments of a letter whose language is not known yet; with `longest`, the subject is shortened to
        so many characters."""
        given = self.stored if longest is None else shorten_line(self.stored, longest)
        return {"subject": given} if self.line is None or self._own() is None else {"subject": given, LINE: self.line}


NAMELESS = TicketSubject("")
"""The subject of a draft."""


def word_subject(language: str, key: str, /, **args: str | int) -> TicketSubject:
    """Return the subject that the desk gives a ticket, in its own language."""
    said = shorten_line(catalog.say(language, key, **args))
    kept = {"key": key, "args": args, "said": said}
    return TicketSubject(said, json.dumps(kept, ensure_ascii=False, separators=(",", ":")))


def make_ticket_subject(texts: Sequence[str], otherwise: TicketSubject) -> TicketSubject:
    """Return a subject made of what the requester wrote, or `otherwise` if that says nothing."""
    line = None if has_more_than_greeting(texts) else otherwise.line
    return TicketSubject(make_subject(texts, otherwise.stored), line)


def read_letter_subject(language: str, given: str, line: str) -> str:
    """Return a letter's subject in its reader's language, no longer than it was stored."""
    whole = TicketSubject(json.loads(line)["said"], line)
    said = whole.say_in(language)
    return said if given == whole.stored else shorten_line(said, len(given))
