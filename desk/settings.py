"""What the desk is told about itself by the process that runs it. Knows no environment."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Times and names of one desk. `remind` and `auto_close` of zero length turn these off.

    `board`: a Todoist board is configured (without it no job for the board is put); `bot_id`: whose file ids and
    messages are current; `admin_ids`: Telegram ids that are admins by setting.
    """

    intake_quiet: timedelta = timedelta(seconds=10)
    undo: timedelta = timedelta(seconds=10)
    question: timedelta = timedelta(minutes=2)
    remind: timedelta = timedelta(minutes=15)
    auto_close: timedelta = timedelta(hours=72)
    reopen: timedelta = timedelta(days=14)
    invite: timedelta = timedelta(hours=24)
    locale: str = "en"
    timezone: str = "UTC"
    board: bool = False
    bot_id: int | None = None
    admin_ids: frozenset[int] = frozenset()
