"""What a press is answered: in whose language, and no longer than Telegram takes."""

from datetime import UTC, datetime

from aiogram.types import Update

from bot.api.client import make_bot
from bot.handlers.pressed_message import Press
from bot.runtime import Runtime
from bot.updates.direct_answers import CallbackAnswers
from db.database import Database
from db.models import Person
from desk import DeskSettings
from desk.admin_settings.changes import CurrentSettings
from desk.i18n import catalog
from tests.sql import add

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


async def test_it_is_in_the_language_of_whoever_presses_and_at_most_200_characters(database: Database) -> None:
    await add(database, Person(name="Рита", telegram_id=5, language="ru", created_at=NOW))
    bot = make_bot("77:AAAA", "http://127.0.0.1:9")
    answering = CallbackAnswers(Runtime(bot, database, CurrentSettings(DeskSettings(bot_id=77)), lambda: NOW))
    update = Update.model_validate(
        {
            "update_id": 1,
            "callback_query": {
                "id": "9",
                "from": {"id": 5, "is_bot": False, "first_name": "Рита"},
                "chat_instance": "",
                "data": "x",
            },
        }
    )
    press = Press("9", "x", 5, 3)
    press.show_alert("press-outdated")
    assert await answering._line(press, update) == catalog.say("ru", "press-outdated")
    press.show_alert("earlier-topic", name="x" * 300, n=1)
    assert len(await answering._line(press, update)) == 200
    await bot.session.close()
