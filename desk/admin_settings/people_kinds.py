"""A kind of setting: people whom the desk knows as requesters."""

import re
from dataclasses import dataclass

from sqlalchemy import select

from db.models import Person, Ticket
from desk import Desk
from desk.admin_settings.value_kinds import Stored
from desk.i18n import say
from desk.locked import MOST

_PRESSED = re.compile(r"(add|remove) (\d{1,18})")
_NUMBER = re.compile(r"#?(\d{1,18})")


@dataclass(frozen=True, slots=True)
class PersonList:
    """People by id. Typing the number of a ticket adds its requester; a lone dash clears the list."""

    presets: tuple[Stored, ...] = ()
    most: int = 500

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-people", {}

    def load_value(self, stored: Stored) -> frozenset[int]:
        if not isinstance(stored, list) or len(stored) > self.most or not all(type(one) is int for one in stored):
            raise ValueError(stored)
        return frozenset(stored)

    def dump_value(self, value: frozenset[int]) -> Stored:
        return sorted(value)

    def parse_text(self, text: str) -> Stored:
        """Raise ValueError: ids are never typed."""
        raise ValueError(text)

    async def parse_change(self, desk: Desk, text: str, stored: Stored) -> Stored:
        """Add the requester of each of these tickets; "add 12" and "remove 12" come from a button. Raises ValueError
        for a number without a ticket."""
        if text.strip() in {"-", "–", "—"}:
            return []
        if pressed := _PRESSED.fullmatch(text):
            return await _toggle_person(desk, pressed[1] == "add", int(pressed[2]), frozenset(stored))
        numbers = [_NUMBER.fullmatch(one) for one in re.split(r"[,;\s]+", text.strip())]
        ids = {*stored}
        for number in numbers:
            wanted = int(number[1]) if number is not None else 0
            found = select(Ticket.requester_id).where(Ticket.number == wanted, Ticket.filed_at.is_not(None))
            person_id = await desk.session.scalar(found) if 0 < wanted < MOST else None
            if person_id is None:
                raise ValueError(text)
            ids.add(person_id)
        return self.dump_value(frozenset(ids))

    def format_value(self, language: str, stored: Stored) -> str:
        return say(language, "setting-people", n=len(stored)) if stored else say(language, "setting-none")


async def _toggle_person(desk: Desk, comes: bool, person_id: int, held: frozenset[int]) -> Stored:
    if comes and await desk.session.get(Person, person_id) is None:
        raise ValueError(person_id)
    return sorted(held | {person_id} if comes else held - {person_id})
