"""*Set up promises*: a few questions in `/settings`, each skippable; until then nothing of it speaks."""

import pytest

from desk.admin_settings import setup_questions
from desk.admin_settings.setup_questions import SetupQuestion
from tests.breadth import apart
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Settings")

BOARD = False
STORED = "select count(*) from settings"


async def _menu(phone: Phone) -> str:
    return words([m for m in await phone.received() if any(b.startswith("set") for b in buttons(m))][-1])


async def test_each_question_can_be_skipped_and_skipping_changes_nothing(stage: Stage) -> None:
    vera = stage.people["Vera"]
    await vera.writes("/settings")
    await vera.presses("set:setup:1")
    assert (await _menu(vera)).startswith(text_of("setup-zone") + " · 1 of 6\n\n")
    await vera.presses("set:setup:2")
    assert (await _menu(vera)).startswith(text_of("setup-hours") + " · 2 of 6\n\n" + text_of("setup-hours-effect"))
    await vera.presses("set:setup:1")
    await vera.presses("set:setup:2")
    for step, asked in (
        (3, text_of("setup-targets")),
        (4, text_of("setup-night")),
        (5, text_of("setup-survey")),
    ):
        await vera.presses(f"set:setup:{step}")
        assert (await _menu(vera)).startswith(f"{asked} · {step} of 6\n\n")
    await vera.presses("set:setup:6")
    assert (await _menu(vera)).startswith(f"{text_of('setup-briefing')} · 6 of 6\n\n")
    await vera.presses("set:setup:7")
    assert (await _menu(vera)).splitlines() == [
        text_of("setup-done"),
        text_of("setup-done-hours", zone="UTC", always="yes"),
        text_of("setup-done-targets", on="no"),
        text_of("setup-done-night", on="no"),
        text_of("setup-done-survey", on="yes"),
        text_of("setup-done-briefing", which="none"),
        text_of("setup-done-later"),
    ]
    assert (await row(stage, STORED))[0] == 0
    await vera.presses("set:all:1")
    assert (await _menu(vera)).startswith("Settings\n")


@pytest.mark.parametrize("language", apart(["en", "ru"]))
async def test_answers_by_buttons_and_by_replies_lead_on(stage: Stage, language: str) -> None:
    vera = stage.people["Vera"]
    await vera.writes(f"/language {language}")
    await vera.writes("/settings")
    await vera.presses("set:setup:1")
    assert len(buttons(await vera.last())) <= 8
    await vera.presses("setupask:1:0")
    await vera.writes("Moon", reply_to=(await vera.last())["message_id"])
    assert "Europe/Riga" in words(await vera.last())
    await vera.presses("setupask:1:0")
    asked = await vera.last()
    await vera.writes("Europe/Riga", reply_to=asked["message_id"])
    assert "· 2" in words(await vera.last())
    await vera.presses("setupask:2:0")
    asked = await vera.last()
    await vera.writes("Mon-Fri 9-18", reply_to=asked["message_id"])
    assert "· 3" in words(await vera.last())
    assert ("Critical: " + text_of("setting-target-pair", first="1 h", solution="4 h") in words(await vera.last())) is (
        language == "en"
    )
    assert len(buttons(await vera.last())) <= 8
    await vera.presses("setupask:3:4")
    await vera.writes("1d 3d", reply_to=(await vera.last())["message_id"])
    assert "· 3" in words(await vera.last())
    await vera.presses("setup:3:0")
    assert "· 4" in words(await vera.last())
    assert len(buttons(await vera.last())) <= 8
    await vera.presses("setup:4:0")
    assert "· 5" in words(await vera.last())
    await vera.presses("setup:5:1")
    assert "· 6" in words(await vera.last())
    await vera.presses("setup:6:0")
    assert "9:00–18:00" in words(await vera.last())
    stored = await row(stage, "select array_agg(key order by key) from settings")
    assert stored[0] == ["briefing_daily", "cannot_wait", "hours", "target_low", "targets", "tell_surveys", "timezone"]
    await vera.presses("setup:4:1", on=(await vera.last())["message_id"], force=True)
    assert (await row(stage, "select value from settings where key = 'cannot_wait'"))[0] is False


async def test_what_does_not_exist_is_not_asked_and_a_row_is_a_question(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera = stage.people["Vera"]
    rows = (SetupQuestion("briefing", ("no_such_setting",)), SetupQuestion("survey", ("board_phone_numbers",)))
    monkeypatch.setattr(setup_questions, "QUESTIONS", rows)
    await vera.writes("/settings")
    await vera.presses("set:setup:1")
    assert text_of("setup-survey") in await _menu(vera)
    assert "1 of 1" in await _menu(vera)
    await vera.presses("setup:1:0")
    assert (await row(stage, "select key, value from settings"))[:2] == ("board_phone_numbers", True)
    await vera.presses("setup:2:0", on=(await vera.last())["message_id"], force=True)
    assert (await row(stage, STORED))[0] == 1
