"""What an admin says to the bot in plain words: hours are offered and set, a command is suggested where that helps."""

import pytest

from tests.flows.acts import filed_and_taken, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("3.4 Commands")

BOARD = False


@pytest.mark.parametrize("said", ["we are open 9 to 17 monday to friday", "mon-fri 9-17"])
async def test_hours_that_are_typed_are_offered_and_set_by_yes(stage: Stage, said: str) -> None:
    vera = stage.people["Vera"]
    await vera.writes("/queue")  # the questions of the first start are over
    await vera.writes(said)
    assert words(await vera.last()) == text_of("hours-offer", value="Mon–Fri 9:00–17:00")
    await vera.writes("no")
    await vera.writes(said)
    await vera.writes("yes")
    assert (await vera.last())["text"].startswith(text_of("setting-set"))
    await vera.writes("yes")
    assert await row(stage, "select count(*) from tickets") == (0,), "a second yes is nobody's request"


async def test_a_command_is_suggested_for_a_question_and_not_for_a_word(stage: Stage) -> None:
    vera = stage.people["Vera"]
    await vera.writes("/queue")  # the questions of the first start are over
    await vera.writes("lunch")
    assert words(await vera.last()) == text_of("where-to-own")
    await vera.writes("where is the export?")
    assert "/export" in words(await vera.last())
    await vera.writes("add a category Hardware")
    await vera.writes("yes")
    assert await row(stage, "select count(*) from tickets") == (0,), "yes is not about what was passed by"


async def test_an_agent_does_to_a_ticket_what_they_say_of_its_number(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    number, has = (
        await files(rita, "The lamp is dark"),
        "select p.name from tickets t join people p on p.id = t.assignee_id",
    )
    await olga.writes(f"i'll take {number}")
    assert await row(stage, has) == ("Olga",)
    await ivan.writes("who has the most tickets?")
    assert "Olga" in words(await ivan.last())
    await olga.writes(f"give {number} to Ivan")
    assert await row(stage, has) == ("Ivan",)
    await ivan.writes(f"put {number} on hold until tomorrow")
    assert words(await ivan.last()) == text_of("colleagues-hold", number=number, name="Rita K.")


async def test_a_place_in_a_list_that_has_changed_since_shows_the_list_again(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    first, second = await filed_and_taken(rita, olga, "The lamp is dark"), await filed_and_taken(rita, olga, "No paper")
    await olga.writes("/mine")
    await olga.writes("close the first")
    asked = buttons(await olga.last())
    assert f"to:{first}" in asked or f"to:{second}" in asked
    await olga.writes("/mine")
    await files(rita, "The door is stuck")
    await olga.writes("close the first")
    assert not [b for b in buttons(await olga.last()) if b.startswith("to:")], "the list is shown once more"
