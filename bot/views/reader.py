"""The person who reads a message: their language, the moment, and their current rights."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, BinaryIO

from aiogram.filters.callback_data import CallbackData
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import FileKind, Person, Status
from desk import DeskSettings
from desk.i18n import Arg, catalog, formats
from desk.metrics.periods import get_today
from desk.policy import permissions
from desk.policy.permissions import Grant, has_grant
from desk.queries import tickets
from desk.queries.shared_reads import Batch
from desk.queries.ticket_card import TicketCard
from desk.text import RichText, shorten_line

LABEL = 40  # characters of a label that a phone shows


class Style(StrEnum):
    """The style of a button (Bot API 9.4, InlineKeyboardButton.style); a message has one main button."""

    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class RenderedButton:
    """A button as it is shown: callback data of at most 64 bytes, an address, or a text of at most 256 characters that
    it copies."""

    text: str
    data: str | None = None
    url: str | None = None
    style: Style | None = None
    copy: str | None = None


Row = tuple[RenderedButton, ...]


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file to send: by Telegram's id if this bot has one, else from the desk's storage (`blob_id`) or from its
    address on the board.

    `upload`: its bytes on disk while it is sent. `result_id`: a report's result; its `id` is that below zero, so that
    it is no file of an entry.
    """

    id: int
    kind: FileKind
    name: str
    mime: str | None
    size: int | None
    seconds: int | None
    telegram_file_id: str | None
    board_url: str | None = None
    upload: BinaryIO | None = None
    result_id: int | None = None
    blob_id: int | None = None


@dataclass(frozen=True, slots=True)
class RenderedInvoice:
    """An invoice of Telegram's. `payload` comes back with the payment; `amount` in the smallest unit of `currency`."""

    title: str
    description: str
    payload: str
    provider_token: str = field(repr=False)
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to be sent or edited.

    `reply_to`: a message id in the reader's own chat; `quote`: the part of it that is answered; `unquoted`: the words
    with the quote in them, used if Telegram refuses the quote. `words` may be longer than a message: delivery splits
    them. `preview`: how links look (Bot API, LinkPreviewOptions), None: no preview. `copy_of`: chat and message id of a
    content that only a copy can show. `keys`: labels of a keyboard in place of the person's own, the first of which
    sends their contact; `drop_keys`: that keyboard is removed. Neither goes with `buttons`. `invoice`: it is
    sent instead of the words. `thread_id`: the forum topic of a group; `only_to`: the Telegram id of its member who
    alone is to see it. `vanishes`: an edit deletes the message; one
    that is too old for that is edited to these words.
    """

    words: RichText
    buttons: tuple[Row, ...] = ()
    files: tuple[RenderedFile, ...] = ()
    reply_to: int | None = None
    quote: RichText | None = None
    unquoted: RichText | None = None
    preview: dict[str, Any] | None = None
    copy_of: tuple[int, int] | None = None
    invoice: RenderedInvoice | None = None
    thread_id: int | None = None
    only_to: int | None = None
    ticket_id: int | None = None
    question_id: int | None = None
    entry_id: int | None = None
    keys: tuple[str, ...] = ()
    drop_keys: bool = False
    vanishes: bool = False


STATUS_SIGNS = {
    Status.NEW: "🆕",
    Status.ASSIGNED: "🙋",
    Status.IN_PROGRESS: "💬",
    Status.PENDING: "⏳",
    Status.ON_HOLD: "⏸",
    Status.RESOLVED: "✅",
    Status.CLOSED: "☑️",
    Status.REOPENED: "↩️",
    Status.CANCELLED: "☑️",
}
PRIORITY_SIGNS = {1: "🔴", 2: "🟠", 3: "🟡", 4: "⚪"}
CLIP = "📎"


_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Prefetched:
    """The rows read ahead for everyone who reads at one moment.

    `entries`: the message of an entry in a chat. `slots`: the newest message of a slot in a chat. None: there is
    none.
    """

    batch: Batch | None = None
    entries: Mapping[tuple[int, int], int | None] = field(default_factory=dict)
    slots: Mapping[tuple[int, str], int | None] = field(default_factory=dict)


NOTHING_AHEAD = Prefetched()


@dataclass(frozen=True, slots=True)
class Reader:
    """One person about to read one message."""

    session: AsyncSession
    person: Person
    language: str
    now: datetime
    settings: DeskSettings
    bot_id: int
    ahead: Prefetched = NOTHING_AHEAD

    @property
    def rules(self) -> DeskSettings:
        """Return the settings, by the name that figures know them by."""
        return self.settings

    @property
    def today(self) -> date:
        """Return the day of `now` in the desk's time zone."""
        return get_today(self.now, self.settings.timezone)

    def say(self, key: str, /, **args: Arg) -> str:
        """Return a text in the reader's language, plain."""
        return self.say_rich(key, **args).text

    def say_rich(self, key: str, /, **args: Arg) -> RichText:
        """Return a text in the reader's language, with its entities; what people typed has its own direction."""
        return catalog.say_rich(self.language, key, **catalog.isolate_args(args))

    def make_button(
        self, key: str, press: CallbackData, /, *, style: Style | None = None, **args: Arg
    ) -> RenderedButton:
        """Return a button with the label of this key."""
        return RenderedButton(shorten_line(self.say(key, **args), LABEL), press.pack(), style=style)

    def make_main_button(self, key: str, press: CallbackData, /, **args: Arg) -> RenderedButton:
        """Return the main button of a message."""
        return self.make_button(key, press, style=Style.PRIMARY, **args)

    def format_moment(self, at: datetime) -> str:
        """Return that moment in the desk's zone, as short as the reader's today allows."""
        return formats.format_moment(self.language, at, self.settings.timezone, self.now)

    def format_ago(self, at: datetime) -> str:
        """Return how long ago that was."""
        return formats.format_ago(self.language, self.now - at)

    def format_age(self, at: datetime) -> str:
        """Return how long it has been; below a minute "just now"."""
        length = self.now - at
        return (
            formats.format_ago(self.language, length)
            if length < _MINUTE
            else formats.format_duration(self.language, length)
        )

    def format_since(self, at: datetime) -> RichText:
        """Return how long ago that was, for a message that stays: Telegram goes on counting."""
        return formats.format_since(self.language, at, self.now)

    def format_instant(self, at: datetime) -> RichText:
        """Return that moment, in the reader's own zone if their Telegram supports it."""
        return formats.format_instant(self.language, at, self.settings.timezone, self.now)

    @property
    def is_staff(self) -> bool:
        """True for agents and admins, by the role they have now."""
        return permissions.is_staff(self.person)

    def may(self, grant: Grant | frozenset[Grant]) -> bool:
        """Return True if this reader may do that now."""
        return has_grant(self.person, grant)

    async def find_ticket_id(self, number: int) -> int | None:
        """Return the id of ticket `#number` if this reader may see it."""
        return await tickets.find_ticket_id(self.session, number, self.person, batch=self.ahead.batch)

    async def load_card(self, number: int, *, history: bool = False) -> TicketCard | None:
        """Return ticket `#number` as this reader may see it; `history`: with the steps of its history."""
        ticket_id = await self.find_ticket_id(number)
        if ticket_id is None:
            return None
        return await tickets.load_card(
            self.session,
            ticket_id,
            self.person,
            now=self.now,
            settings=self.settings,
            batch=self.ahead.batch,
            topics=False,
            history=history,
        )

    async def add_topics(self, card: TicketCard) -> TicketCard:
        """Return the same card with the topics that can be chosen."""
        return replace(card, categories=await tickets.list_categories_once(self.session, self.ahead.batch or Batch()))
