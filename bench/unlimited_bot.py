"""`python -m bench.unlimited_bot`: the bot without its rate limits, as for a bot that pays for broadcasting."""

import sys
from functools import partial

from bot.__main__ import serve_bot
from bot.api.rate_limits import Rates
from bot.settings import BotSettings
from ops import run

LIFTED = Rates(
    overall_per_second=1e6,
    overall_burst=1e6,
    chat_per_second=1e6,
    chat_burst=1e6,
    group_per_minute=1e6,
    group_burst=1e6,
)


def main() -> int:
    """Run as `python -m bot` does."""
    reports = (sys.executable, "-m", "reports")
    return run.run_process(run.ProcessPart("bot", BotSettings.load, partial(serve_bot, rates=LIFTED, reports=reports)))


if __name__ == "__main__":
    sys.exit(main())
