"""The names that the Bot API knows: methods with their parameters, objects with their fields.

Taken once from aiogram's models, so that a misspelt parameter is refused here. Must not know what they mean.
"""

from __future__ import annotations

from typing import Any, Final

import ops.deferred_build

ops.deferred_build.import_aiogram()

from aiogram import methods, types  # noqa: E402
from aiogram.methods import TelegramMethod  # noqa: E402
from pydantic import BaseModel  # noqa: E402

from sandbox.telegram.errors import make_bad_request  # noqa: E402

Fields = frozenset[str]


def _names(model: type[BaseModel]) -> Fields:
    return frozenset(field.alias or name for name, field in model.model_fields.items())


def _methods() -> dict[str, tuple[str, Fields]]:
    found: dict[str, tuple[str, Fields]] = {}
    for name in methods.__all__:
        model = getattr(methods, name)
        if isinstance(model, type) and issubclass(model, TelegramMethod) and model is not TelegramMethod:
            called: str = model.__api_method__
            found[called.lower()] = (called, _names(model))
    return found


METHODS: Final = _methods()
"""By lower-case name (the server ignores case): the true name and the names of its parameters."""

ENTITY: Final = _names(types.MessageEntity)
BUTTON: Final = _names(types.InlineKeyboardButton)
KEY: Final = _names(types.KeyboardButton)
REPLY: Final = _names(types.ReplyParameters)
EPHEMERAL: Final = _names(types.EphemeralMessageParameters)
PREVIEW: Final = _names(types.LinkPreviewOptions)
COMMAND: Final = _names(types.BotCommand)
MARKUPS: Final[dict[str, Fields]] = {
    "inline_keyboard": _names(types.InlineKeyboardMarkup),
    "keyboard": _names(types.ReplyKeyboardMarkup),
    "remove_keyboard": _names(types.ReplyKeyboardRemove),
    "force_reply": _names(types.ForceReply),
}
MEDIA: Final[dict[str, Fields]] = {
    "photo": _names(types.InputMediaPhoto),
    "video": _names(types.InputMediaVideo),
    "animation": _names(types.InputMediaAnimation),
    "audio": _names(types.InputMediaAudio),
    "document": _names(types.InputMediaDocument),
}


def check_fields(given: Any, known: Fields, what: str) -> dict[str, Any]:
    """Return `given` as an object whose fields are all known. Raises 400 otherwise.

    Telegram itself ignores unknown fields; refusing them here finds misspelt ones.
    """
    if not isinstance(given, dict):
        raise make_bad_request(f"Object expected as {what}")
    unknown = given.keys() - known
    if unknown:
        raise make_bad_request(f'unknown field "{min(unknown)}" in {what}')
    return given
