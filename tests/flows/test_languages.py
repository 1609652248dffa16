"""Languages: each in their own, `LOCALE` for the others, `/language` above all; help and hello."""

import pytest

from db.database import Database
from tests.flows.acts import answers, filed_and_resolved, filed_and_taken
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.sentence("2.9 Languages")

BOARD = False


async def test_everybody_is_spoken_to_in_their_own_language(stage: Stage, olga: Phone) -> None:
    anna = await stage.phone("Анна", language="ru", last_name="Ким")
    number = await filed_and_taken(anna, olga, "Команда «Север» не может загрузить решение")
    assert await anna.reads() == f"🙋 Olga занимается вашей заявкой #{number}."
    assert words(await olga.message_with(f"resolve:{number}")).startswith(f"🙋 #{number} is yours")
    await answers(olga, number, "Продлила окно до 18:00")
    assert await anna.reads() == f"#{number} · Olga: Продлила окно до 18:00"
    await olga.presses(f"resolve:{number}")
    assert await anna.reads() == f"✅ Olga отмечает #{number} как решённую. Теперь всё работает?"


@pytest.mark.parametrize(("locale", "hello"), [("en", "This is the help desk."), ("ru", "Это служба поддержки.")])
async def test_other_languages_get_the_locale(database: Database, locale: str, hello: str) -> None:
    async with staged(database, board=False, locale=locale) as stage:
        phone = await stage.phone("Jean", language="fr")
        await phone.writes("/start")
        assert (await phone.reads()).startswith(hello)


async def test_language_overrides_it_for_good(stage: Stage, olga: Phone) -> None:
    anna = await stage.phone("Anna", language="en")
    await anna.writes("/language")
    asked = await anna.last()
    assert buttons(asked) == ["lang:en", "lang:ru"]
    await anna.presses("lang:ru")
    assert await anna.last_id() == asked["message_id"]
    assert await anna.reads() == "Теперь говорю по-русски."
    await filed_and_resolved(anna, olga, "Не греет батарея")
    assert "Теперь всё работает?" in await anna.reads()
    menu = (await stage.telegram.read("chat", person=anna.id))["menu"]
    assert "Ваши заявки" in str(menu)
    await anna.writes("/language")
    await anna.presses("lang:en")
    await anna.writes("/start")
    assert (await anna.reads()).startswith("This is the help desk.")


async def test_no_other_code_can_be_forged(stage: Stage, rita: Phone) -> None:
    await rita.writes("/language")
    for code in ("de", "xx", "", "en:ru", "../ru"):
        await rita.presses(f"lang:{code}", on=await rita.last_id(), force=True)
        assert (await rita.answer())["at"] is not None
    await rita.writes("/start")
    assert (await rita.reads()).startswith("This is the help desk.")


async def test_start_says_hello_in_two_lines(stage: Stage, rita: Phone) -> None:
    await rita.writes("/start")
    assert (await rita.reads()).splitlines() == [
        "This is the help desk. No forms: just write what happened.",
        "A person from the team will answer you right here.",
    ]
