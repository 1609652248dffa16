"""The tools that every part of one bot's process works with."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from aiogram import Bot

from db.database import Database
from desk.admin_settings.changes import CurrentSettings


class Runtime(NamedTuple):
    """The bot, the database, the current settings and the clock (UTC)."""

    bot: Bot
    database: Database
    settings: CurrentSettings
    now: Callable[[], datetime]
