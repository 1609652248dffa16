"""What every part of one bot's process works with. Knows none of them."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from aiogram import Bot

from db.database import Database
from desk.admin_settings.current import CurrentSettings


class Runtime(NamedTuple):
    """The bot, the database, the settings as they are at the moment, the clock (UTC)."""

    bot: Bot
    database: Database
    settings: CurrentSettings
    now: Callable[[], datetime]
