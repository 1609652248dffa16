"""`python -m bot` for a day of chaos, which is minutes long: each chat takes ten messages a second, where Telegram
takes one, and of a group twenty a minute. That those hold is a test of the conversations."""

import sys
from functools import partial

from bot.__main__ import serve_bot
from bot.api.rate_limits import Rates
from bot.settings import BotSettings
from ops import run

A_SECOND = 10.0
_RATES = Rates(chat_per_second=0.9 * A_SECOND, group_per_minute=54 * A_SECOND, group_burst=5)
_WORK = partial(serve_bot, rates=_RATES, reports=(sys.executable, "-m", "reports"))
PART = run.ProcessPart("bot", BotSettings.load, _WORK)


def main() -> int:
    """Run as `python -m bot` does."""
    return run.run_process(PART)
