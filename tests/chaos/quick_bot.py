"""`python -m bot` for a day of chaos, which is minutes long: the team's forum takes ten messages a second, where
Telegram takes twenty a minute. That those hold is a test of the conversations."""

import sys
from functools import partial

from bot.__main__ import serve_bot
from bot.api.rate_limits import Rates
from bot.settings import BotSettings
from ops import run

A_SECOND = 10.0


def main() -> int:
    """Run as `python -m bot` does."""
    rates, reports = Rates(group_per_minute=54 * A_SECOND, group_burst=5), (sys.executable, "-m", "reports")
    return run.run_process("bot", BotSettings.load, partial(serve_bot, rates=rates, reports=reports))
