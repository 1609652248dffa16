"""§5 Presses: each acts only on what its own message asked about, is always answered, and counts once."""

import json
from datetime import timedelta

import pytest

from tests.failing import BROKEN, failing
from tests.flows.acts import invite
from tests.flows.phone import Phone, words
from tests.flows.scenes import assignee, card_of, filed
from tests.flows.stage import Stage
from tests.sql import execute, scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("5 Permissions and presses")

BOARD = False

OUTDATED = text_of("press-outdated")


async def _answer(phone: Phone) -> dict[str, object]:
    """What the newest press was answered with."""
    answer = await phone.answer()
    assert answer["at"] is not None, "the press was not answered"
    return answer


async def _is_outdated(phone: Phone) -> bool:
    answer = await _answer(phone)
    return answer["text"] == OUTDATED and bool(answer["show_alert"])


@pytest.mark.usefixtures("fire")
async def test_a_press_that_is_tried_again_is_answered_by_what_comes_of_it(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    card = await card_of(olga, 1)
    async with failing(stage.database, [BROKEN], table="history"):
        before = len(await olga.answers())
        await olga.presses("claim:1", on=card["message_id"])
        assert [one["at"] for one in (await olga.answers())[before:]] == [None]
        await stage.pass_time(seconds=2)
    assert await assignee(stage, 1) == "Olga"
    assert (await _answer(olga))["text"] != OUTDATED


@pytest.mark.usefixtures("fire")
async def test_a_press_that_no_library_can_parse_is_answered_too(stage: Stage, rita: Phone, olga: Phone) -> None:
    card = await card_of(olga, 1)
    await olga.presses("nothing:1", on=card["message_id"], force=True)
    query = stage.telegram_world.add_query(stage.telegram_world.get_person(olga.id), "claim:1", card["message_id"])
    message = {"message_id": card["message_id"], "date": "tomorrow", "chat": {"id": olga.id, "type": "private"}}
    pressed = {"id": query.query_id, "from": {"id": olga.id, "is_bot": False, "first_name": "Olga"},
               "chat_instance": "1", "data": "claim:1", "message": message}  # fmt: skip
    await stage.telegram.do("update", raw_text=json.dumps({"callback_query": pressed})[1:-1])
    await stage.settle()
    assert (await _answer(olga))["data"] == "claim:1"
    assert await assignee(stage, 1) == "Olga"


@pytest.mark.usefixtures("fire")
async def test_a_moved_answer_stays_movable_until_the_next_message_only(stage: Stage, rita: Phone) -> None:
    await filed(rita, "The second problem of the day")
    await rita.writes("the lamp in the corner flickers, too")
    asked = await rita.message_with("to:1")
    await rita.presses("to:1")
    await rita.presses("to:2")
    await rita.writes("thank you for the quick help", reply_to=asked["message_id"])
    await rita.presses("to:1", on=asked["message_id"], force=True)
    assert await _is_outdated(rita)


@pytest.mark.usefixtures("account_of_olga")
@pytest.mark.board
async def test_an_answered_link_links_nobody_else(stage: Stage, olga: Phone) -> None:
    other = await stage.board.user("Other")
    await stage.pass_time(seconds=61)
    asked = next(m for m in await olga.received() if "On the board you are" in words(m))
    await olga.presses(f"link:{other}", on=asked["message_id"], force=True)
    assert await _is_outdated(olga)


async def test_an_admission_is_only_for_who_opened_the_link(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    code = await invite(vera, "admin")
    newcomer = await stage.phone("Ada")
    await newcomer.writes(f"/start {code}")
    asked = await vera.message_with(f"admit:{newcomer.id}")
    await vera.presses(f"admit:{rita.id}", on=asked["message_id"], force=True)
    assert (await _answer(vera))["show_alert"]
    await olga.presses(f"admit:{newcomer.id}", on=asked["message_id"], force=True)
    assert (await _answer(olga))["show_alert"]
    roles = "select count(*) from people where role = 'admin'"
    assert await scalar(stage, roles) == 1
    await vera.presses(f"admit:{newcomer.id}")
    assert await scalar(stage, roles) == 2


@pytest.mark.parametrize("data", ["escalate:{n}", "hand:{n}"])
async def test_a_question_of_staffs_own_is_asked_once_by_a_button_that_is_pressed_twice(
    stage: Stage, heating: int, olga: Phone, data: str
) -> None:
    data = data.format(n=heating)
    await olga.presses(f"open:{heating}")
    await olga.presses(f"more:open:{heating}:2")
    pressed = await olga.last_id()
    for quietly in (True, False, False):
        before = len(await olga.received())
        await olga.presses(data, on=pressed, force=True, quietly=quietly)
    assert len(await olga.received()) == before
    stage.clock.on(seconds=3)
    await olga.presses(data, on=pressed, force=True)
    assert len(await olga.received()) == before + 1


@pytest.mark.usefixtures("fire")
async def test_a_press_on_a_message_that_a_restore_forgot_is_outdated(stage: Stage, olga: Phone) -> None:
    """Its number may be another request's by now; under what was sent before the backup or just now nothing is."""
    card = await card_of(olga, 1)
    for age, backed_up, is_old in ((2, 1, False), (1, 2, True), (0, 2, False)):
        at = stage.clock() - timedelta(hours=backed_up)
        await execute(stage, "update desk set backup_at = :at", at=at)
        await execute(stage, "delete from messages where chat_id = :chat", chat=olga.id)
        sent_at = stage.clock() - timedelta(hours=age)
        stage.telegram_world.chats[olga.id].messages[card["message_id"]].body["date"] = int(sent_at.timestamp())
        await olga.presses("claim:1", on=card["message_id"], force=True)
        assert await _is_outdated(olga) is is_old
        await olga.writes("/release 1")
