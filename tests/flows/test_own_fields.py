"""Declared fields of requests, in the bot: declared by an admin, set by command, button and rule, asked of requesters,
who never see them."""

from __future__ import annotations

import pytest

from desk import Desk
from desk.own_fields import editing
from desk.rule_specs import Action, Condition, ConditionField, RuleTrigger
from desk.settings.own_fields import FieldKind
from tests.flows.acts import filed_and_taken, files
from tests.flows.phone import Phone, words
from tests.flows.scenes import card_of, filed
from tests.flows.stage import Stage
from tests.flows.test_content_edits import edits
from tests.flows.test_rules import by_vera, ruled
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Own fields")

BOARD = False


async def declared(stage: Stage, holds: FieldKind, name: str, *options: str, question: str = "") -> int:
    """A field of Vera's; its id."""

    async def declare(desk: Desk) -> int:
        key = await editing.declare_field(desk, holds, name)
        if options:
            await editing.set_options(desk, key, "\n".join(options))
        if question:
            await editing.set_question(desk, key, "en", question)
        return key

    key = await by_vera(stage, declare)
    await stage.settle()
    return key


async def held(stage: Stage, number: int) -> object:
    """What stands there."""
    return await scalar(stage, f"select own_fields from tickets where number = {number}")  # noqa: S608


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_an_admin_declares_a_field_and_an_agent_sets_it(
    stage: Stage, rita: Phone, olga: Phone, language: str
) -> None:
    number = await filed_and_taken(rita, olga, "The heating is cold")
    async with stage.speaking(language):
        await olga.writes(f"/open {number}")
        assert f"field:{number}" not in " ".join(await olga.buttons())
        await stage.vera.writes("/fields")
        assert text_of("none-fields") in await stage.vera.reads()
        await stage.vera.presses("adnew:fields:field:")
        await stage.vera.writes("choice Machine", reply_to=await stage.vera.last_id())
        assert "Machine" in await stage.vera.reads()
        key = int(str(await scalar(stage, "select max(id) from own_fields")))
        await stage.vera.writes("/fields")
        assert text_of("own-field-no-options") in " ".join(await stage.vera.texts())
        await by_vera(stage, lambda desk: _choose(desk, key))
        await stage.settle()
        seen = len(await rita.received())
        await olga.writes(f"/field {number} Machine: boiler")
        assert await olga.reads() == text_of("done-field", number=number)
        assert await held(stage, number) == {"kept": {str(key): "Boiler"}}
        assert "Machine Boiler" in words(await card_of(olga, number))
        await olga.writes(f"/history {number}")
        assert "Machine · Boiler" in await olga.reads()
        await olga.writes(f"/field {number} Machine: Crane")
        assert await olga.reads() == text_of("setting-wrong-choice", words="Boiler, Lift")
        await olga.writes(f"/field {number} Crane: Boiler")
        assert await olga.reads() == text_of("no-such-field", names="Machine")
        await olga.writes(f"/field {number} Machine: -")
        assert await held(stage, number) is None
        assert len(await rita.received()) == seen


async def _choose(desk: Desk, key: int) -> int:
    await editing.set_options(desk, key, "Boiler\nLift\nboiler")
    return key


async def test_a_requester_neither_sets_nor_sees_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    key = await declared(stage, FieldKind.TEXT, "Room")
    number = await filed_and_taken(rita, olga, "The heating is cold")
    await olga.writes(f"/field {number}")
    await olga.writes("room: 12", reply_to=await olga.last_id())
    await rita.writes(f"/field {number} Room: 13")
    assert await held(stage, number) == {"words": {str(key): "12"}}
    await rita.writes(f"/tickets {number}")
    assert "Room" not in " ".join(await rita.texts())


async def test_a_requester_is_asked_and_the_answer_is_the_field(stage: Stage, rita: Phone, olga: Phone) -> None:
    room = await declared(stage, FieldKind.TEXT, "Room", question="Which room?")
    machine = await declared(stage, FieldKind.CHOICE, "Machine", "Boiler", "Lift", question="Which machine?")
    number = await filed(rita, "The heating in our office does not get warm any more")
    assert (await rita.reads()).startswith(f"#{number}: Which room?")
    said = await rita.writes("Room 205, by the window")
    assert (await rita.reads()).startswith(f"#{number}: Which machine? (Boiler, Lift)")
    assert await held(stage, number) == {"words": {str(room): "Room 205, by the window"}}
    await rita.writes("the big one")
    assert await held(stage, number) == {"words": {str(room): "Room 205, by the window"}}
    card = words(await card_of(olga, number))
    assert card.count("Room 205") == 1
    assert "Which machine? (Boiler, Lift) the big one" in card
    await edits(rita, said, "Room 206")
    assert await held(stage, number) == {"words": {str(room): "Room 206"}}
    await olga.presses(f"claim:{number}")
    await olga.writes(f"/field {number} Machine: Lift")
    await rita.writes("/delete", reply_to=said)
    assert await held(stage, number) == {"kept": {str(machine): "Lift"}}
    await olga.writes(f"/history {number}")
    assert text_of("subject-withdrawn") in await olga.reads()
    assert "206" not in " ".join(await olga.texts())


async def test_what_was_answered_stays_beside_what_the_team_sets(stage: Stage, rita: Phone, olga: Phone) -> None:
    await declared(stage, FieldKind.TEXT, "Room", question="Which room?")
    machine = await declared(stage, FieldKind.TEXT, "Machine", question="Which machine?")
    number = await filed(rita, "The heating in our office does not get warm any more")

    async def remove(desk: Desk) -> int:
        await editing.remove_field(desk, machine)
        return machine

    await by_vera(stage, remove)
    await stage.settle()
    await rita.writes("Room 205")
    assert "Which machine?" not in " ".join(await rita.texts()), "it was removed meanwhile"
    await olga.presses(f"claim:{number}")
    await olga.writes(f"/field {number} Room: cellar")
    card = words(await card_of(olga, number))
    assert "Room cellar" in card
    assert "Which room? Room 205" in card


async def test_merged_requests_share_what_they_hold(stage: Stage, rita: Phone, olga: Phone) -> None:
    room = await declared(stage, FieldKind.TEXT, "Room")
    into, number = [await filed_and_taken(rita, olga, f"The {one} is cold today") for one in ("heating", "window")]
    await olga.writes(f"/field {number} Room: cellar")
    await olga.writes(f"/merge {number} {into}")
    assert await held(stage, into) == {"words": {str(room): "cellar"}}
    await olga.writes(f"/merge {number} off")
    assert await held(stage, into) is None


async def test_a_day_is_read_as_of_its_answer(stage: Stage, rita: Phone) -> None:
    await declared(stage, FieldKind.DAY, "Due", question="Until when?")
    number = await filed(rita, "The heating in our office does not get warm any more")
    said = await rita.writes("tomorrow")
    stage.clock.on(days=1)
    await rita.writes("/delete", reply_to=said)
    assert await held(stage, number) is None


async def test_a_rule_asks_for_a_field_and_sets_one(stage: Stage, rita: Phone, olga: Phone) -> None:
    machine = await declared(stage, FieldKind.CHOICE, "Machine", "Boiler", "Lift")
    room = await declared(stage, FieldKind.TEXT, "Room")
    await ruled(stage, "In", RuleTrigger.FILED, Action("field", "Machine: Boiler"))
    await ruled(
        stage, "Up", RuleTrigger.PRIORITY, Condition(ConditionField.FIELD, ("machine = boiler",)),
        Action("field", "Room: cellar"),
    )  # fmt: skip
    number = await files(rita, "The heating is cold")
    assert await held(stage, number) == {"kept": {str(machine): "Boiler"}}
    await olga.presses(f"claim:{number}")
    await olga.writes(f"/priority {number} 1")
    assert await held(stage, number) == {"kept": {str(machine): "Boiler"}, "words": {str(room): "cellar"}}
