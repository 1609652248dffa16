"""The Telegram door."""

from ops import deferred_build

deferred_build.import_aiogram()
