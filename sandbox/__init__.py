"""A pretend Telegram and a pretend Todoist, spoken to over HTTP; knows nothing of how the doors work."""

from ops import deferred_build

deferred_build.import_aiogram()
