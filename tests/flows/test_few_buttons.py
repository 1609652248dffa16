"""Few buttons: More unfolds the rest, which stays unfolded until Back; many topics are a second step."""

import pytest

from db.database import Database
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import card_of, filed, row, taken
from tests.flows.stage import Stage, staged

BOARD = False


async def topics(stage: Stage, how_many: int) -> None:
    for n in range(1, how_many + 1):
        await stage.people["Vera"].writes(f"/categories add Topic {n:02}")


@pytest.mark.broad
async def test_more_unfolds_the_rest_and_it_stays_until_back(stage: Stage, rita: Phone, olga: Phone) -> None:
    await topics(stage, 2)
    await taken(rita, olga)
    await olga.presses("open:1")
    opened = await olga.last()
    assert [len(r) for r in opened["buttons"]] == [3, 3, 2, 1]
    assert opened["buttons"][3][0]["text"] == "More"
    assert not [b for b in buttons(opened) if b.startswith(("prio:", "cat:", "escalate:", "block:"))]
    await olga.presses("more:open:1:2")
    unfolded = await olga.last()
    assert unfolded["message_id"] == opened["message_id"]
    topics_and_aside = ["cat:1:1", "cat:1:2", "escalate:1", "block:1", "more:open:1:1"]
    assert buttons(unfolded) == ["prio:1:1", "prio:1:2", "prio:1:4", *topics_and_aside]
    await olga.presses("prio:1:1")
    assert "🔴" in words(await olga.last())
    assert "prio:1:3" in buttons(await olga.last())
    await rita.writes("It smells of smoke now")
    there = await olga.message_with("prio:1:3")
    assert there["message_id"] == opened["message_id"]
    assert "smoke" in words(there)
    await olga.presses("more:open:1:1")
    assert "prio:1:3" not in buttons(await olga.message_with("progress:1"))
    await rita.writes("And of burnt toast")
    again = await olga.message_with("progress:1")
    assert again["message_id"] == opened["message_id"]
    assert "toast" in words(again)


async def test_many_topics_are_a_second_step_on_card_and_receipt(stage: Stage, rita: Phone, olga: Phone) -> None:
    await topics(stage, 13)
    await rita.writes("The printer is on fire again")
    assert buttons(await rita.last()) == ["send:1", "cancel:1", "more:receipt:1:50"]
    await rita.presses("more:receipt:1:50")
    assert buttons(await rita.last()) == [*(f"cat:1:{n}" for n in range(1, 5)), "more:receipt:1:1", "more:receipt:1:51"]
    await rita.presses("more:receipt:1:51")
    assert buttons(await rita.last())[:4] == [f"cat:1:{n}" for n in range(5, 9)]
    await rita.presses("cat:1:7")
    assert words(await rita.last()).endswith("Topic: Topic 07")
    assert buttons(await rita.last()) == ["send:1", "cancel:1"]
    await rita.presses("send:1")
    await olga.presses("open:1")
    await olga.presses("more:open:1:2")
    await olga.presses("more:open:1:50")
    assert buttons(await olga.last())[-2:] == ["more:open:1:1", "more:open:1:51"]
    await olga.presses("more:open:1:51")
    await olga.presses("cat:1:13")
    assert (await row(stage, "select category_id from tickets"))[0] == 13
    assert "cat:1:13" not in buttons(await olga.last())
    await olga.presses("more:open:1:50")
    await olga.presses("more:open:1:1")
    assert "claim:1" in buttons(await olga.last())


@pytest.mark.broad
@pytest.mark.usefixtures("fire")
async def test_what_a_stranger_may_not_see_they_do_not_unfold(stage: Stage, rita: Phone, olga: Phone) -> None:
    sam = await stage.phone("Sam")
    await filed(sam, "My window does not close")
    await sam.presses("more:open:1:2", on=(await sam.last())["message_id"], force=True)
    await sam.presses("more:card:2:2", on=(await sam.last())["message_id"], force=True)
    assert [a["show_alert"] for a in (await sam.answers())[-2:]] == [True, True]
    await olga.presses("open:2")
    await olga.presses("more:open:1:2", on=(await olga.last())["message_id"], force=True)
    await olga.presses("more:receipt:2:2", on=(await olga.last())["message_id"], force=True)
    assert [a["show_alert"] for a in (await olga.answers())[-2:]] == [True, True]


@pytest.mark.broad
async def test_an_assignees_card_fits_without_more_and_speaks_russian(database: Database) -> None:
    async with staged(database) as stage:
        boris, rita = await stage.agent("Boris", language="ru"), await stage.phone("Rita")
        await taken(rita, boris)
        card = await card_of(boris, 1)
        assert [[b["text"] for b in r] for r in card["buttons"]] == [
            ["Ждём ответа", "Решено", "Вернуть"],
            ["Передать", "Открыть", "Доска ↗"],
        ]
        await boris.presses("open:1")
        await boris.presses("more:open:1:2")
        assert [b["text"] for b in (await boris.last())["buttons"][-1]] == ["◂ Назад"]
