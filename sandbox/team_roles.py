"""The page's steps that add a trainee, a reviewer with criteria, or a group chat from which requests come."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from desk import DeskSettings
from desk.reviews.results import add_criterion
from sandbox.chat_driver import ChatDriver
from sandbox.demo_people import DemoPeople
from sandbox.product.first_admin import CannotDoError, DemoDesk
from sandbox.servers import SimulatedServices

_NAMES: Final = {
    "trainee": {"en": "Nina Field", "ru": "Нина Полева"},
    "reviewer": {"en": "Rosa Lind", "ru": "Роза Линд"},
}
_GROUP: Final = {"en": "Everybody at work", "ru": "Все на работе"}
_CRITERIA: Final = {"en": ("Friendly", "Complete"), "ru": ("Вежливо", "Полно")}
_PATIENCE_SECONDS: Final = 30.0


class TeamRoles:
    """The roles of one demo; `language`: the desk's. `made`: the ids of those who came, by role."""

    def __init__(self, desk: DemoDesk, simulated: SimulatedServices, language: str) -> None:
        self._desk, self._simulated, self._language = desk, simulated, language
        self._driver = ChatDriver(simulated, _PATIENCE_SECONDS)
        self._alone = asyncio.Lock()
        self.made: dict[str, int] = {}

    async def add_role(self, people: DemoPeople, role: str) -> dict[str, int]:
        """Add the trainee, the reviewer or the group, unless it is there; return all ids. Raises CannotDoError,
        NoAnswerError."""
        async with self._alone:
            if role in self.made:
                return self.made
            if role == "group":
                self.made[role] = await self._add_group(people.roles.agents[0], people.roles.requesters[0])
            elif role in _NAMES:
                made = await people.add_person(role, _NAMES[role][self._language], self._language)
                self.made[role] = int(made["id"])
                if role == "reviewer":
                    await self._add_criteria()
            else:
                raise CannotDoError("a role is trainee, reviewer or group")
        return self.made

    async def _add_group(self, admin: int, member: int) -> int:
        """Let a requester create a group with the bot in it; the admin, who is told, allows it."""
        seen = self._driver.get_last_message_id(admin)
        group: dict[str, Any] = self._driver.perform("group", person=member, title=_GROUP[self._language])
        await self._driver.press_newest(admin, "chat:", seen)
        await self._driver.press_newest(admin, "chat_allow:", seen)
        return int(group["id"])

    async def _add_criteria(self) -> None:
        rules = DeskSettings(locale=self._language)
        async with self._desk.open_as_admin(self._simulated.clock.now(), rules) as desk:
            for name in _CRITERIA[self._language]:
                await add_criterion(desk, name, 1)
