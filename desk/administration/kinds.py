"""Values of fields, of any kind (`desk/settings/kinds.py`): how one is typed into a message, how it stands in a form,
what it is chosen from. Knows no noun and no channel.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import FileKind, Person
from desk import Desk, DeskSettings, Refused
from desk.conversation.new_entry import IncomingFile, IncomingMessage
from desk.i18n import Arg, choose_language, say
from desk.i18n.catalog import say_rich
from desk.knowledge import markdown_files
from desk.policy.permissions import Grant, has_grant
from desk.settings.kinds import (
    BaseKind,
    Choice,
    FieldOption,
    Markup,
    OneOf,
    Switch,
    TypedLine,
    TypedText,
    format_button_value,
)
from desk.text import RichText
from desk.text.typed_digits import parse_digits
from desk.text_overrides import tags


@dataclass(frozen=True, slots=True)
class Asker:
    """The person to whom a noun is shown: a reader in the bot, a visitor of the panel."""

    session: AsyncSession
    person: Person
    language: str
    rules: DeskSettings
    now: datetime

    @classmethod
    def of(cls, desk: Desk) -> Self:
        """Return the actor of a desk."""
        me = desk.require_actor()
        return cls(desk.session, me, choose_language(me, desk.rules.locale), desk.rules, desk.now)

    def say(self, key: str, /, **args: Arg) -> str:
        """Return a text in their language, plain."""
        return say(self.language, key, **args)

    def say_rich(self, key: str, /, **args: Arg) -> RichText:
        """Return a text in their language, with its entities."""
        return say_rich(self.language, key, **args)

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


def write_field(kind: BaseKind, value: FieldValue) -> str:
    """Return the content of a value's field in a form."""
    match _get_markup(kind):
        case Markup.MARKDOWN:
            return markdown_files.write_markdown(value.words)
        case Markup.TAGS:
            return tags.write_field(value.words)
    return value.text


def read_field(kind: BaseKind, typed: str) -> FieldValue:
    """Read what was typed into a form. Raises Refused for broken formatting."""
    match _get_markup(kind):
        case Markup.MARKDOWN:
            return FieldValue(markdown_files.read_field(typed.strip()))
        case Markup.TAGS:
            return FieldValue(tags.read_field(typed))
    return FieldValue.of(typed.strip())


def can_lose_formatting(kind: BaseKind, value: FieldValue) -> bool:
    """Return True if a form cannot show all of the value's formatting."""
    match _get_markup(kind):
        case Markup.MARKDOWN:
            return not markdown_files.can_express(value.words)
        case Markup.TAGS:
            return tags.has_untaggable_formatting(value.words)
    return False


def _get_markup(kind: BaseKind) -> Markup:
    return kind.markup if isinstance(kind, TypedText) else Markup.NONE


async def list_options(kind: BaseKind, asker: Asker, row: Any) -> Sequence[FieldOption]:
    """Return what can be chosen; nothing where a value is typed."""
    if isinstance(kind, OneOf):
        return await kind.list_options(asker, row)
    if not isinstance(kind, Choice | Switch):
        return ()
    return [FieldOption(format_button_value(one), kind.format_value(asker.language, one)) for one in kind.presets]


def check_value(kind: BaseKind, value: FieldValue) -> FieldValue:
    """Return a value as its kind reads it; of words and of what is chosen from a loaded list the verb says what fits.
    Raises Refused."""
    if isinstance(kind, TypedLine | TypedText | OneOf):
        return value
    try:
        read = kind.parse_text(value.text)
        return FieldValue.of(", ".join(read) if isinstance(read, list) else format_button_value(read))
    except ValueError:
        key, given = kind.wrong
        raise Refused(key, **given) from None


def read_id(key: str) -> int | None:
    """Return the id of a row from its key, or None for what is no key of a row; a row has one key."""
    found = parse_digits(key)
    return found if str(found) == key else None


def parse_id(value: FieldValue) -> int | None:
    """Return the chosen id, or None. A value that the list does not offer becomes an id that does not exist."""
    return None if not value.text else read_id(value.text) or 0
