"""`/settings`: admins change times, limits and switches while the desk runs, from a phone, and can undo each change."""

import pytest

from db.models import StoredSetting
from desk.admin_settings.registry import list_groups
from desk.settings.desk_settings import SETTINGS
from tests.flows.acts import files
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.sql import add, scalar
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("Settings")

BOARD = False


async def _says(phone: Phone, said: str, **more: int) -> str:
    await phone.writes(said, **more)
    return await phone.reads()


async def test_what_is_typed_some_time_after_a_question_is_not_for_it(stage: Stage) -> None:
    vera = stage.vera
    await vera.writes("/settings remind_minutes")
    await vera.presses("settype:remind_minutes")
    await stage.pass_time(minutes=3)
    assert await _says(vera, "30") == text_of("where-to-own")


async def test_several_things_are_switched_each_by_its_button(stage: Stage) -> None:
    vera = stage.vera
    assert "Now: places, files\n" in await _says(vera, "/settings board_shows")
    offered = [f"setto:board_shows:{said}" for said in ("remove places", "remove files", "add earlier")]
    assert (await vera.buttons())[:3] == offered
    await vera.presses(offered[1])
    await vera.presses(offered[2])
    assert "Now: places, earlier requests\n" in await vera.reads()
    await vera.presses("setundo:board_shows:2")
    assert "Now: places\n" in await vera.reads()
    wrong = text_of("setting-wrong-several", words="places, files, earlier")
    assert await _says(vera, "/settings board_shows names") == wrong
    assert "Now: none\n" in await _says(vera, "/settings board_shows -")
    assert text_of("setting-board-shows") in await _says(vera, "/settings earlier requests board")
    await vera.writes("/language ru")
    assert "Сейчас: места, прежние заявки\n" in await _says(vera, "/settings board_shows прежние заявки, места")
    assert "Сейчас: все администраторы\n" in await _says(vera, "/settings team_notices")
    assert "Сейчас: Vera\n" in await _says(vera, "/settings team_notices Vera")
    assert "Сейчас: группа команды, Vera\n" in await _says(vera, "/settings team_notices группа команды, Vera")
    for typed in ("Nobody", "группа команды,", ","):
        assert await _says(vera, f"/settings team_notices {typed}") == text_of("setting-wrong-receivers", "ru")


async def test_found_by_words_and_set_by_key(stage: Stage) -> None:
    vera = stage.vera
    said = await _says(vera, "/settings open person")
    assert said == text_of("settings-found", words="open person") + "\n\n" + text_of(
        "settings-line", name=text_of("setting-max-open"), value="20"
    )
    await vera.presses("set:max_open:1")
    await vera.presses("set:found:1")
    assert await vera.reads() == said
    assert "Time to undo" in await _says(vera, "/settings ОТМЕНУ")
    assert await _says(vera, "/settings <b>unicorns</b>") == text_of("settings-none", words="<b>unicorns</b>")
    assert (await _says(vera, "/settings max_open 30")).startswith(
        text_of("setting-set") + "\n\n" + text_of("setting-max-open")
    )
    assert await _says(vera, "/settings MAX_OPEN 0") == text_of("setting-wrong-number", least="1", most="100000")
    assert await _says(vera, "/settings timezone Mars") == (text_of("setting-wrong-zone"))
    assert "Now: 30" in await _says(vera, "/settings max_open")
    assert "Now: 20" in await _says(vera, "/settings max_open default")
    assert "Now: Europe/Riga" in await _says(vera, "/settings timezone europe/riga")
    assert "Last changed by Vera, 11:00" in await _says(vera, "/settings timezone")


@IN_BOTH
async def test_a_screen_has_at_most_eight_buttons_and_leads_back(stage: Stage, language: str) -> None:
    """Every screen there is, with as many buttons as it can have."""
    vera = stage.vera
    await vera.writes(f"/language {language}")
    await add(stage, *(StoredSetting(key=one.key, version=1, changed_at=stage.clock()) for one in SETTINGS))
    await vera.writes("/settings")
    groups = [f"{place}_{group.value}" for group in list_groups() for place in ("in", "more")]
    for place in ["all", "advanced", *groups, *(one.key for one in SETTINGS)]:
        menu = await vera.last()
        await vera.presses(f"set:{place}:1", on=menu["message_id"], force=True, quietly=True)
    await stage.settle()
    await vera.writes("/settings a")
    for message in [m for m in await vera.received() if any(b.startswith("set") for b in buttons(m))]:
        assert len(buttons(message)) <= 8, words(message)


async def test_cancel_as_a_reply_to_a_question_gives_that_up_and_no_request_of_ones_own(stage: Stage) -> None:
    vera = stage.vera
    number = await files(vera, "My own chair is broken")
    for question in ("settype:timezone", "kb_new"):
        await vera.writes("/settings timezone" if question.startswith("settype") else "/kb")
        await vera.presses(question)
        asked = await vera.last_id()
        assert await _says(vera, "/cancel", reply_to=asked) == text_of("cancel-asked")
    assert await scalar(stage, "select status from tickets where number = :n", n=number) == "new"
    await vera.writes("/cancel")
    assert await scalar(stage, "select status from tickets where number = :n", n=number) == "cancelled"


async def test_the_table_of_positions_changes_line_by_line(stage: Stage) -> None:
    vera = stage.vera
    said = await _says(vera, "/settings positions")
    assert "Now: contact = user; контакт = user; accountant = administrator" in said
    assert "Shift Lead = Director" not in said
    said = await _says(vera, "/settings positions Shift Lead = Director; accountant = -; cashier = сотрудник")
    assert "shift lead = director" in said.partition("Default")[0]
    assert "cashier = user" in said
    assert "accountant" not in said.partition("Default")[0]
    assert "director = director" in said
    wrong = text_of("setting-wrong-positions", most="100", longest="60")
    for typed in ("cashier", "cashier = owner", "= director", "x" * 61 + " = user"):
        assert await _says(vera, f"/settings positions {typed}") == wrong
    assert "shift lead" in await _says(vera, "/settings positions")
    assert "shift lead" not in await _says(vera, "/settings positions default")
