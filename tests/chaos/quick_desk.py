"""`python -m ops` for a day of chaos: bot, board, panel and mailbox in one process, as quick as `quick_bot`."""

from mail.__main__ import PART as MAILBOX
from ops import run
from tests.chaos import quick_bot
from todoist_sync.__main__ import PART as BOARD
from web.__main__ import PART as PANEL


def main() -> int:
    """Run as `python -m ops` does."""
    return run.run_process(quick_bot.PART, BOARD, PANEL, MAILBOX)
