"""The Telegram channel."""

import ops.deferred_build

ops.deferred_build.import_aiogram()
