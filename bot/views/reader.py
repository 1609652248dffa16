"""The person who reads a message: their language, the moment, and their current rights."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person
from desk import DeskSettings
from desk.i18n import Arg, catalog, formats
from desk.policy import permissions
from desk.policy.grants import Grant, has_grant
from desk.queries import tickets
from desk.queries.shared_reads import Batch
from desk.queries.ticket_card import TicketCard
from desk.text import RichText

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

    def say(self, key: str, /, **args: Arg) -> str:
        """Return a text in the reader's language, plain."""
        return self.say_rich(key, **args).text

    def say_rich(self, key: str, /, **args: Arg) -> RichText:
        """Return a text in the reader's language, with its entities; what people typed has its own direction."""
        return catalog.say_rich(self.language, key, **catalog.isolate_args(args))

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
