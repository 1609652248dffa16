"""§5 Presses: each acts only on what its own message asked about, is always answered, and counts once."""

import json

import pytest

from tests.breadth import apart
from tests.failing import BROKEN, failing
from tests.flows.acts import invite
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import PRINTER, assignee, card_of, filed, row, status, taken
from tests.flows.stage import Stage

BOARD = False

OUTDATED = "This button is out of date."


async def _answer(phone: Phone) -> dict[str, object]:
    """What the newest press was answered with."""
    answer = (await phone.answers())[-1]
    assert answer["at"] is not None, "the press was not answered"
    return answer


async def _is_outdated(phone: Phone) -> bool:
    answer = await _answer(phone)
    return answer["text"] == OUTDATED and bool(answer["show_alert"])


@pytest.mark.usefixtures("fire")
async def test_a_press_on_one_card_about_another_ticket_is_outdated_with_a_fresh_card(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await filed(rita, "The second problem of the day")
    card = await card_of(olga, 1)
    await olga.presses("claim:2", on=card["message_id"], force=True)
    assert await _is_outdated(olga)
    assert await assignee(stage, 2) is None
    fresh = await olga.last()
    assert "This button is out of date; here is the ticket as it is now." in words(fresh)
    assert PRINTER in words(fresh)


@pytest.mark.broad
@pytest.mark.usefixtures("fire")
async def test_data_nobody_knows_is_answered_and_changes_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    card = await card_of(olga, 1)
    unknown = (
        "", " ", "frobnicate:1", "claim", "claim:", "claim:1:2", "claim:0", "claim:-1", "claim:x", "claim:٣",
        "claim:99999999999999999999", "to:", "rate:1:9", "prio:1:5", "lang:xx", "thread:1:0", "give:1", "x" * 64,
        "\u202eclaim:1", "release:some", "queue:99999999999",
    )  # fmt: skip
    for answered, data in enumerate(unknown, start=len(await olga.answers()) + 1):
        await olga.presses(data, on=card["message_id"], force=True)
        assert len(await olga.answers()) == answered, data
        assert await _is_outdated(olga), data
        assert (await status(stage, 1), await assignee(stage, 1)) == ("new", None), data


@pytest.mark.parametrize("message_id", apart([4711, 2**31]))
@pytest.mark.usefixtures("fire")
async def test_a_press_on_a_message_that_never_was_is_outdated(
    stage: Stage, rita: Phone, olga: Phone, message_id: int
) -> None:
    await olga.presses("claim:1", on=message_id, force=True)
    assert await _is_outdated(olga)
    assert await assignee(stage, 1) is None


@pytest.mark.broad
@pytest.mark.usefixtures("fire")
async def test_a_press_on_ones_own_message_is_outdated(stage: Stage, rita: Phone, olga: Phone) -> None:
    said = await olga.writes("/queue")
    await olga.presses("claim:1", on=said, force=True)
    assert await _is_outdated(olga)


@pytest.mark.broad
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
    query = stage.telegram_world.new_query(stage.telegram_world.person(olga.id), "claim:1", card["message_id"])
    message = {"message_id": card["message_id"], "date": "tomorrow", "chat": {"id": olga.id, "type": "private"}}
    pressed = {"id": query.query_id, "from": {"id": olga.id, "is_bot": False, "first_name": "Olga"},
               "chat_instance": "1", "data": "claim:1", "message": message}  # fmt: skip
    await stage.telegram.do("update", raw_text=json.dumps({"callback_query": pressed})[1:-1])
    await stage.settle()
    assert (await _answer(olga))["data"] == "claim:1"
    assert await assignee(stage, 1) == "Olga"


@pytest.mark.usefixtures("fire")
async def test_the_same_press_twice_has_one_effect(stage: Stage, rita: Phone, olga: Phone) -> None:
    card = await card_of(olga, 1)
    for _ in range(3):
        await olga.presses("claim:1", on=card["message_id"], force=True, quietly=True)
    await stage.settle()
    assert [bool(a["show_alert"]) for a in await olga.answers()] == [False, True, True]
    assert len([t for t in await rita.texts() if "is looking after" in t]) == 1
    before = len(await rita.received())
    for _ in range(3):
        await olga.presses("resolve:1", on=card["message_id"], force=True, quietly=True)
    await stage.settle()
    assert len(await rita.received()) == before + 1
    assert (await row(stage, "select count(*) from history where new = 'resolved'"))[0] == 1


@pytest.mark.broad
async def test_an_answered_to_whom_gives_nothing_away_again(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    nina = await stage.agent("Nina")
    await taken(rita, olga)
    await olga.presses("hand:1")
    asked = await olga.message_with(f"give:1:{ivan.id}")
    await olga.presses(f"give:1:{ivan.id}")
    await olga.presses(f"give:1:{nina.id}", on=asked["message_id"], force=True)
    assert await _is_outdated(olga)
    assert await assignee(stage, 1) == "Ivan"
    assert "out of date" in words(await olga.last())


@pytest.mark.usefixtures("printer")
async def test_an_earlier_to_whom_gives_nothing_away_once_it_was_asked_anew(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await olga.presses("hand:1")
    earlier = await olga.message_with(f"give:1:{ivan.id}")
    stage.clock.on(seconds=3)
    await olga.presses("hand:1")
    await olga.presses(f"give:1:{ivan.id}")
    await olga.presses("give:1:900", on=earlier["message_id"])
    assert await _is_outdated(olga)
    assert await assignee(stage, 1) == "Ivan"


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_an_answered_away_releases_nothing_later(stage: Stage, rita: Phone, olga: Phone) -> None:
    await olga.writes("/away")
    offered = await olga.message_with("release:all")
    await olga.presses("release:none")
    await olga.presses("release:all", on=offered["message_id"], force=True)
    assert await _is_outdated(olga)
    assert await assignee(stage, 1) == "Olga"


@pytest.mark.usefixtures("printer")
@pytest.mark.board
async def test_of_two_marks_the_first_stands(stage: Stage, rita: Phone, olga: Phone) -> None:
    await olga.presses("resolve:1")
    await rita.presses("solved:1:yes")
    asked = await rita.message_with("rate:1:5")
    await rita.presses("rate:1:5", quietly=True)
    await rita.presses("rate:1:1", on=asked["message_id"], force=True, quietly=True)
    await stage.settle()
    await rita.presses("rate:1:2", on=asked["message_id"], force=True)
    assert await _is_outdated(rita)
    assert (await row(stage, "select rating from tickets")).rating == 5
    assert [c for c in await stage.board.comments(1) if "★" in c] == ["// Rita K.: solved, ★★★★★"]


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_a_yes_under_an_answered_question_closes_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    await olga.presses("resolve:1")
    old = await rita.message_with("solved:1:yes")
    await rita.presses("solved:1:no")
    await rita.presses("solved:1:yes", on=old["message_id"], force=True)
    assert await _is_outdated(rita)
    assert await status(stage, 1) == "reopened"
    await olga.presses("resolve:1")
    await rita.presses("solved:1:yes", on=old["message_id"], force=True)
    assert await _is_outdated(rita)
    assert await status(stage, 1) == "resolved"
    assert "#1" in words(await rita.last())


@pytest.mark.broad
async def test_under_which_request_only_what_it_offers_counts(stage: Stage, rita: Phone, olga: Phone) -> None:
    sam = await stage.phone("Sam")
    await filed(rita)
    await filed(sam, "No water in the kitchen")
    await filed(sam, "The door of hall B is locked")
    await sam.writes("and when will somebody come?")
    asked = await sam.message_with("to:2")
    await sam.presses("to:1", on=asked["message_id"], force=True)
    answer = await _answer(sam)
    assert answer["show_alert"]
    assert (await row(stage, "select ticket_id from entries where body like 'and when%'")).ticket_id is None
    await olga.presses("to:2", on=asked["message_id"], force=True)
    assert (await _answer(olga))["show_alert"]
    await sam.presses("to:2")
    assert (await row(stage, "select ticket_id from entries where body like 'and when%'")).ticket_id == 2


@pytest.mark.usefixtures("fire")
async def test_a_moved_answer_stays_movable_until_the_next_message_only(stage: Stage, rita: Phone) -> None:
    await filed(rita, "The second problem of the day")
    await rita.writes("and when will somebody come?")
    asked = await rita.message_with("to:1")
    await rita.presses("to:1")
    await rita.presses("to:2")
    await rita.writes("thank you for the quick help", reply_to=asked["message_id"])
    await rita.presses("to:1", on=asked["message_id"], force=True)
    assert await _is_outdated(rita)


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_an_answered_where_to_sends_nothing_again(stage: Stage, rita: Phone, olga: Phone) -> None:
    await taken(await stage.phone("Sam"), olga, "No water in the kitchen")
    await olga.writes("It is being repaired")
    asked = await olga.message_with("to:none")
    await olga.presses("to:none")
    for data in ("to:1", "to:2", "to:new"):
        await olga.presses(data, on=asked["message_id"], force=True)
        assert await _is_outdated(olga)
    assert not [t for t in await rita.texts() if "repaired" in t]


@pytest.mark.broad
@pytest.mark.usefixtures("account_of_olga")
@pytest.mark.board
async def test_an_answered_link_links_nobody_else(stage: Stage, olga: Phone) -> None:
    other = await stage.board.user("Other")
    await stage.pass_time(seconds=61)
    asked = next(m for m in await olga.received() if "On the board you are" in words(m))
    await olga.presses(f"link:{other}", on=asked["message_id"], force=True)
    assert await _is_outdated(olga)


@pytest.mark.broad
async def test_an_admission_is_only_for_who_opened_the_link(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.people["Vera"]
    code = await invite(vera, "admin")
    newcomer = await stage.phone("Ada")
    await newcomer.writes(f"/start {code}")
    asked = await vera.message_with(f"admit:{newcomer.id}")
    await vera.presses(f"admit:{rita.id}", on=asked["message_id"], force=True)
    assert (await _answer(vera))["show_alert"]
    await olga.presses(f"admit:{newcomer.id}", on=asked["message_id"], force=True)
    assert (await _answer(olga))["show_alert"]
    roles = "select count(*) from people where role = 'admin'"
    assert (await row(stage, roles))[0] == 1
    await vera.presses(f"admit:{newcomer.id}")
    assert (await row(stage, roles))[0] == 2


@pytest.mark.broad
async def test_every_press_of_this_story_was_answered_in_words_of_the_pressers_language(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    nadja = await stage.agent("Nadja", language="ru")
    await taken(rita, olga)
    card = await card_of(nadja, 1)
    await nadja.presses("claim:1", on=card["message_id"], force=True)
    assert (await _answer(nadja))["text"] == "Заявку #1 уже взяла Olga" or "Olga" in str((await _answer(nadja))["text"])
    await nadja.presses("claim:9", on=card["message_id"], force=True)
    assert "устарела" in str((await _answer(nadja))["text"])
    assert "open:1" not in buttons(await nadja.last())


@pytest.mark.parametrize("data", apart(["escalate:{n}", "hand:{n}"]))
async def test_a_question_of_staffs_own_is_asked_once_by_a_button_that_is_pressed_twice(
    stage: Stage, heating: int, olga: Phone, data: str
) -> None:
    data = data.format(n=heating)
    await olga.presses(f"open:{heating}")
    await olga.presses(f"more:open:{heating}:2")
    pressed = (await olga.last())["message_id"]
    for quietly in (True, False, False):
        before = len(await olga.received())
        await olga.presses(data, on=pressed, force=True, quietly=quietly)
    assert len(await olga.received()) == before
    stage.clock.on(seconds=3)
    await olga.presses(data, on=pressed, force=True)
    assert len(await olga.received()) == before + 1


async def test_what_an_admin_is_asked_is_asked_once_by_a_button_that_is_pressed_twice(stage: Stage) -> None:
    vera = stage.people["Vera"]
    await vera.writes("/kb")
    pressed, before = (await vera.last())["message_id"], len(await vera.received())
    for _ in range(2):
        await vera.presses("kb_new", on=pressed)
    assert len(await vera.received()) == before + 1
