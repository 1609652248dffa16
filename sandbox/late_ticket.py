"""The page's button that lets a ticket miss its target: targets are set, a requester asks, an hour passes."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from desk import DeskSettings
from desk.admin_settings.changes import change_setting
from sandbox.chat_driver import ChatDriver
from sandbox.product.first_admin import DemoDesk
from sandbox.servers import SimulatedServices

_SETTINGS: Final = {"targets": "on", "target_medium": "first 30m, solve 4h"}
"""Without business hours they count round the clock."""
_PASSES: Final = timedelta(hours=1)
_ASKED: Final = {
    "en": (4003, "/new The door of the archive does not open"),
    "ru": (4002, "/new Не открывается дверь архива"),
}
"""Who asks, and what, by the language of the desk."""


class LateTicket:
    """The button of one demo; `language`: the desk's."""

    def __init__(self, desk: DemoDesk, simulated: SimulatedServices, language: str) -> None:
        self._desk, self._simulated, self._language = desk, simulated, language
        self._driver = ChatDriver(simulated, patience=30.0)

    async def let_one_get_late(self) -> int:
        """Return the number of the ticket that is late then. Raises CannotDoError, NoAnswerError, and ValueError when
        the clock cannot be moved."""
        clock = self._simulated.clock
        async with self._desk.open_as_admin(clock.now(), DeskSettings(locale=self._language)) as desk:
            for key, value in _SETTINGS.items():
                await change_setting(desk, key, value)
        person, text = _ASKED[self._language]
        seen = self._driver.get_last_message_id(person)
        self._driver.send_text(person, text)
        _, data = await self._driver.press_newest(person, "send:", seen)
        clock.skip_ahead(_PASSES)
        return int(data.partition(":")[2])
