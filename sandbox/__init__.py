"""A pretend Telegram and a pretend Todoist, spoken to over HTTP; knows nothing of how the doors work."""

import ops.deferred_build

ops.deferred_build.import_aiogram()
