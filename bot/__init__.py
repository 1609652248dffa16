"""The Telegram channel."""

import sys

import ops.deferred_build
import ops.early_end

if sys.argv[0] == "-m":  # `python -m bot`, before `__main__`: what follows takes most of its start
    ops.early_end.end_at_signals()
ops.deferred_build.import_aiogram()
