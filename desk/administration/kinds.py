"""Kinds of fields: how a value is typed into a message, how it stands in a form, what it is chosen from.

Whether a value fits is said by the verb that writes it. Knows no noun and no channel.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import FileKind, Person
from desk import Desk, DeskSettings, Refused
from desk.conversation.new_entry import IncomingFile, IncomingMessage
from desk.i18n import choose_language
from desk.knowledge import markdown_files
from desk.policy.permissions import Grant, has_grant
from desk.text import RichText
from desk.text_overrides import tags

_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Asker:
    """The person to whom a noun is shown: a reader in the bot, a visitor of the panel."""

    session: AsyncSession
    person: Person
    language: str
    rules: DeskSettings

    @classmethod
    def of(cls, desk: Desk) -> Self:
        """Return the actor of a desk."""
        me = desk.require_actor()
        return cls(desk.session, me, choose_language(me, desk.rules.locale), desk.rules)

    def may(self, grant: Grant) -> bool:
        """Return True if they may do that now."""
        return has_grant(self.person, grant)


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The content of a field: words, or the chosen value as words. `files`: what came in one message with them, None
    where nothing is said of files; `album`: the album that they are a part of."""

    words: RichText
    files: tuple[IncomingFile, ...] | None = None
    album: str | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """Return a value without formatting."""
        return cls(RichText(text))

    @classmethod
    def from_message(cls, incoming: IncomingMessage) -> Self:
        """Return what a message says. Raises Refused for a message that is neither words nor files."""
        if incoming.content is not None:
            raise Refused("admin-words-only")
        return cls(incoming.words, tuple(incoming.files), incoming.album)

    @classmethod
    def load(cls, stored: dict[str, Any]) -> Self:
        """Read a stored value."""
        files = stored["files"] and [{**one, "kind": FileKind(one["kind"])} for one in stored["files"]]
        made = None if files is None else tuple(IncomingFile(**one) for one in files)
        return cls(RichText.load(stored["text"], stored["entities"]), made)

    def dump(self) -> dict[str, Any]:
        """Return the value as JSON."""
        files = None if self.files is None else [{**asdict(one), "kind": one.kind.value} for one in self.files]
        return {"text": self.text, "entities": self.words.dump(), "files": files}

    @property
    def text(self) -> str:
        """Return its words without formatting."""
        return self.words.text


class Markup(StrEnum):
    """How a form shows formatting."""

    NONE = "none"
    TAGS = "tags"
    MARKDOWN = "markdown"


class FieldKind:
    """How a value stands in a form."""

    __slots__ = ()
    markup: Markup

    def write_field(self, value: FieldValue) -> str:
        """Return the content of its field in a form."""
        if self.markup is Markup.MARKDOWN:
            return markdown_files.write_markdown(value.words)
        return tags.write_field(value.words) if self.markup is Markup.TAGS else value.text

    def read_field(self, typed: str) -> FieldValue:
        """Read what was typed into a form. Raises Refused for broken formatting."""
        if self.markup is Markup.MARKDOWN:
            return FieldValue(markdown_files.read_field(typed.strip()))
        return FieldValue(tags.read_field(typed)) if self.markup is Markup.TAGS else FieldValue.of(typed.strip())

    def can_lose_formatting(self, value: FieldValue) -> bool:
        """Return True if a form cannot show all of its formatting."""
        if self.markup is Markup.MARKDOWN:
            return not markdown_files.can_express(value.words)
        return self.markup is Markup.TAGS and tags.has_untaggable_formatting(value.words)


@dataclass(frozen=True, slots=True)
class TypedWords(FieldKind):
    """Words that are typed: on one line or on several, at most so many characters in a form."""

    longest: int
    has_lines: bool = False
    markup: Markup = Markup.NONE


@dataclass(frozen=True, slots=True)
class FieldOption:
    """A value that can be chosen, of at most 20 characters, and its name for the asker."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class OneOf(FieldKind):
    """One value out of some, or (`is_many`) any number of them, joined by commas. An empty value stands for none."""

    list_options: Callable[[Asker, Any], Awaitable[Sequence[FieldOption]]]
    is_many: bool = False
    markup: Markup = Markup.NONE

    def press(self, now: FieldValue, pressed: str) -> FieldValue:
        """Return the value after a press on one of the options."""
        chosen = [one for one in now.text.split(",") if one]
        if not self.is_many:
            return FieldValue.of(pressed)
        left = [one for one in chosen if one != pressed]
        return FieldValue.of(",".join(left if pressed in chosen else [*chosen, pressed]))


Kind = TypedWords | OneOf


def read_id(key: str) -> int | None:
    """Return the id of a row from its key, or None for what is no key of a row; a row has one key."""
    is_id = key.isascii() and key.isdecimal() and len(key) <= _MOST_DIGITS and key == str(int(key))
    return int(key) if is_id else None


def parse_id(value: FieldValue) -> int | None:
    """Return the chosen id, or None. A value that the list does not offer becomes an id that does not exist."""
    return None if not value.text else read_id(value.text) or 0
