"""All texts of the product, in each of its languages, from the Fluent files in `locales/`.

A text may have a few tags of our own (`<b>`, `<i>`, `<code>`, `<quote>`, `<fold>`). They become entities before the
arguments are filled in, so that what a person typed is never markup. Knows no channel and no ticket.
"""

import re
from functools import lru_cache
from typing import Any, Protocol

import structlog
from fluent.runtime.types import FluentInt, NumberFormatOptions

from db.models import UnknownWordError
from desk.i18n import overrides
from desk.i18n.bundles import get_bundle
from desk.text import Entity, RichText, count_units, isolate_direction

log = structlog.get_logger(__name__)
LANGUAGES = ("en", "ru")
Arg = str | int | RichText

TAGS = {"b": "bold", "i": "italic", "code": "code", "quote": "blockquote", "fold": "expandable_blockquote"}
FORMER = {
    "crowded": "which-ticket-done",
    "crowded-hour": "which-ticket-done",
    "crowded-open": "which-ticket-done",
    "mention-crowded": "mention-is-over",
}
"""Texts that letters of earlier versions name and that are gone, by what is said in their place."""
_TOKEN = re.compile(r"(</?(?:b|i|code|quote|fold)>|\ue000\d+\ue001)")
_PLAIN = re.compile(r"[\w-]*", re.ASCII)  # may be a selector, cannot be markup
_SHORT = re.compile(r"[\w-]{0,24}", re.ASCII)


class _WholeNumber(FluentInt):
    """An ungrouped number. Babel writes the same in all our languages, but takes ten times as long."""

    default_number_format_options = NumberFormatOptions(useGrouping=False)

    def _init(self, value: Any, kwargs: dict[str, Any]) -> "_WholeNumber":
        self.options = self.default_number_format_options
        return self

    def format(self, locale: Any) -> str:
        return str(int(self))


class Speaker(Protocol):
    """A person with a language: the one they chose, else that of their Telegram."""

    @property
    def language(self) -> str | None: ...
    @property
    def language_chosen(self) -> str | None: ...


def choose_language(person: Speaker, locale: str) -> str:
    """Return the language in which to speak to `person`; `locale` if theirs is not one of ours."""
    spoken = (find_language(code) for code in (person.language_chosen, person.language, locale))
    return next((one for one in spoken if one is not None), LANGUAGES[0])


def find_language(code: str | None) -> str | None:
    """Return which of our languages a code such as `ru-RU` means, or None."""
    short = (code or "").replace("_", "-").partition("-")[0].lower()
    return short if short in LANGUAGES else None


def has_key(language: str, key: str) -> bool:
    """Return True if `key` is written in `language`."""
    return key in get_bundle(language)


def _prepare_args(args: dict[str, Arg]) -> tuple[dict[str, Any], list[RichText]]:
    """Return the arguments as Fluent gets them, numbers ungrouped and people's text replaced by numbered marks; and
    that text."""
    given: dict[str, Any] = {}
    kept: list[RichText] = []
    for name, value in args.items():
        if isinstance(value, int):
            given[name] = _WholeNumber(value)
        elif isinstance(value, str) and _PLAIN.fullmatch(value):
            given[name] = value
        else:
            given[name] = f"\ue000{len(kept)}\ue001"
            kept.append(value if isinstance(value, RichText) else RichText(value))
    return given, kept


def _assemble(formatted: str, kept: list[RichText]) -> RichText:
    """Turn our tags into entities, and the marks into the arguments."""
    parts: list[str] = []
    entities: list[Entity] = []
    opened: list[tuple[str, int]] = []
    at = 0
    for piece in _TOKEN.split(formatted):
        if piece.startswith("</") and piece[2:-1] in TAGS and opened:
            tag, start = opened.pop()
            if at > start:
                entities.append(Entity(TAGS[tag], start, at - start))
        elif piece.startswith("<") and piece[1:-1] in TAGS:
            opened.append((piece[1:-1], at))
        else:
            words = kept[int(piece[1:-1])] if piece.startswith("\ue000") else RichText(_drop_second_stop(parts, piece))
            parts.append(words.text)
            entities.extend(entity.move_by(at) for entity in words.entities)
            at += count_units(words.text)
    return RichText("".join(parts), tuple(sorted(entities, key=lambda e: (e.offset, -e.length))))


def _drop_second_stop(parts: list[str], piece: str) -> str:
    """Return a piece of ours without its full stop if the argument before ends with one: "Olga B.", not "Olga B.."."""
    stopped = bool(parts) and parts[-1].endswith((".", "…", ".\u2069", "…\u2069"))
    return piece[1:] if stopped and piece.startswith(".") and not piece.startswith("..") else piece


def isolate_args(args: dict[str, Arg]) -> dict[str, Arg]:
    """Isolate the direction of each argument of a line that people read: a name that runs from right to left must not
    turn the text around it."""
    return {name: value if isinstance(value, int) else _isolate(value) for name, value in args.items()}


def _isolate(value: str | RichText) -> str | RichText:
    if isinstance(value, RichText):
        return isolate_direction(value)
    return value if value.isascii() else isolate_direction(RichText(value)).text


def parse_tags(text: str) -> RichText:
    """Return a text of the files with our tags as entities; its placeholders stay as `{name}`."""
    return _assemble(text, [])


def say_rich(language: str, key: str, /, **args: Arg) -> RichText:
    """Return the text of `key` with its entities, in the words of admins if they have changed it; arguments may be
    RichText. Raises UnknownWordError for a key that no language has."""
    key = FORMER.get(key, key)
    spoken = language if has_key(language, key) else LANGUAGES[0]
    message = get_bundle(spoken).get_message(key) if has_key(spoken, key) else None
    if message is None or message.value is None:
        raise UnknownWordError(key)
    changed = overrides.reword(spoken, key, args) if (spoken, key) in overrides.CHANGED else None
    if changed is not None:
        return changed
    short = all(isinstance(one, int) or (isinstance(one, str) and _SHORT.fullmatch(one)) for one in args.values())
    said, errors = (_format_cached if short else _format)(spoken, key, tuple(args.items()))
    if errors:
        log.error("a text lacks an argument", key=key, language=spoken)
    return said


def _format(language: str, key: str, args: tuple[tuple[str, Arg], ...]) -> tuple[RichText, bool]:
    """Format the text as the file has it; the flag is True if an argument is missing."""
    message = get_bundle(language).get_message(key)
    assert message is not None and message.value is not None
    given, kept = _prepare_args(dict(args))
    formatted, errors = get_bundle(language).fluent.format_pattern(message.value, given)
    return _assemble(str(formatted), kept), bool(errors)


_format_cached = lru_cache(maxsize=1024)(_format)
"""With numbers and short words: days, counts and lengths recur all the time."""


def say(language: str, key: str, /, **args: Arg) -> str:
    """Return the text of `key` as plain characters, for buttons, toasts and the board. Raises UnknownWordError for a
    key that no language has."""
    return say_rich(language, key, **args).text


STAR = "★"
