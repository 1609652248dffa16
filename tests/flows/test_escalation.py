"""Somebody more senior is called to a ticket: by hand, by a word, by reopening."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from db.database import Database
from tests.flows.acts import dismissed, filed_and_resolved, filed_and_taken, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import may, rang, row
from tests.flows.stage import Stage, staged
from tests.sql import execute, scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Escalation")

BOARD = False
WHY = "the hall opens in an hour"
HOSTILE = "<b>now</b>\n\u202e😀 " + "я" * 900


def _calls(texts: list[str]) -> list[str]:
    return [text for text in texts if text.startswith("🔺")]


async def _history(agent: Phone, number: int) -> str:
    await agent.writes(f"/history {number}")
    return await agent.reads()


async def test_nobody_is_called_to_what_they_may_not_see(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    """Neither who is set, nor who leads; an admin is called instead."""
    await may(stage, ivan, team=True, see_all=False)
    vera = stage.people["Vera"]
    await vera.writes("/settings escalate_to Ivan")
    number = await filed_and_taken(rita, olga, "My diagnosis is flu")
    before = len(await ivan.received())
    await olga.writes(f"/escalate {number} {WHY}")
    await olga.writes(f"/deescalate {number}")
    await olga.writes(f"/priority {number} critical")
    await rita.writes("Is anybody there?")
    await stage.pass_time(hours=6)
    assert [one for one in map(words, (await ivan.received())[before:]) if f"#{number}" in one or "flu" in one] == []
    assert len([one for one in await vera.texts() if f"#{number}" in one]) >= 3


async def test_who_leads_is_called_to_what_becomes_critical_though_somebody_has_it(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    number = await filed_and_taken(rita, olga, "The door of hall B")
    before = len(await vera.received())
    await olga.writes(f"/priority {number} critical")
    (told,) = (await vera.received())[before:]
    assert "critical" in words(told)
    assert buttons(told) == [f"open:{number}"]
    assert await rang(stage, vera, "critical")
    await olga.writes(f"/priority {number} low")
    await olga.writes(f"/priority {number} critical")
    assert len(await vera.received()) == before + 1


async def test_an_agent_calls_the_admins_and_takes_it_back(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    vera = stage.vera
    await filed_and_taken(rita, olga, "The door of hall B")
    assert "escalated" not in words(await olga.message_with("release:1"))
    await ivan.writes(f"/escalate 1 {WHY}")
    assert await ivan.reads() == "#1 is escalated."
    told = text_of("escalated-hand", number=1, subject="The door of hall B", by="Ivan", reason=WHY)
    assert (_calls(await vera.texts()), _calls(await olga.texts())) == ([told], [told])
    assert buttons(await vera.containing(told)) == ["open:1"]
    assert await rang(stage, vera, told)
    assert "🔺 escalated · just now" in words(await olga.message_with("release:1"))

    await olga.writes("/escalate 1 still locked")
    assert await olga.reads() == text_of("escalated-already", number=1)
    await vera.writes("/ticket 1")
    assert "🔺 escalated" in await vera.reads()
    assert "escalate:1" not in await vera.buttons()
    assert f"Ivan (Telegram): escalated: “{WHY}”" in await _history(vera, 1)
    await vera.presses("more:open:1:2")
    await vera.presses("deescalate:1")
    assert (await vera.answer())["text"] == "#1 is no longer escalated."
    assert "escalated" not in words(await olga.message_with("release:1"))
    assert await scalar(stage, "select escalation_level from tickets") == 0
    await vera.writes("/deescalate 1")
    assert await vera.reads() == "#1 is not escalated."
    await vera.writes("/ticket 1")
    assert "Vera (Telegram): no longer escalated" in await _history(vera, 1)

    await olga.writes("/escalate #1 again")
    await olga.writes("/resolve 1")
    assert await scalar(stage, "select escalated_at from tickets") is not None
    await rita.presses("solved:1:yes")
    ended = await row(stage, "select escalated_at, escalation_level from tickets")
    assert tuple(ended) == (None, 0)
    await olga.writes(f"/escalate 1 {WHY}")
    assert "closed" in await olga.reads()
    assert not [text for text in await rita.texts() if "escalat" in text or WHY in text]
    for typed, line in (
        ("/escalate", "Which ticket, and why?"),
        ("/escalate 77 x", "There is no"),
        ("/deescalate", "Wh"),
    ):
        await olga.writes(typed)
        assert (await olga.reads()).startswith(line)


async def test_the_button_asks_for_the_reason(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await vera.writes("/language ru")
    await vera.writes("/new My own badge")
    await vera.presses(next(data for data in await vera.buttons() if data.startswith("send:")))
    await filed_and_taken(rita, vera, "The door of hall B")
    await olga.writes("/ticket 2")
    await olga.presses("more:open:2:2")
    await olga.presses("escalate:2")
    asked = await olga.last()
    assert piece_of("escalation-ask") in words(asked)
    assert _calls(await vera.texts()) == []
    await olga.writes(HOSTILE, reply_to=asked["message_id"])
    (told,) = _calls(await vera.texts())
    assert told.startswith("🔺 #2 «The door of hall B»: Olga зовёт старшего: \u2068<b>now</b> ")
    assert len(told) < 450
    assert words(
        (await olga.received())[[m["message_id"] for m in await olga.received()].index(asked["message_id"])]
    ) == ("Noted in #2.")
    await olga.writes("and hurry", reply_to=asked["message_id"])
    assert len(_calls(await vera.texts())) == 1
    assert await scalar(stage, "select body from entries where kind = 'note'") == "and hurry"

    await olga.writes("/escalate 1 by hand")
    assert _calls(await vera.texts())[1:] == []  # her own request: nobody tells her
    await olga.writes("/ticket 2")
    await dismissed(stage, olga)
    await olga.presses("deescalate:2", on=(await olga.message_with("thread:2:1"))["message_id"], force=True)
    assert await scalar(stage, "select escalated_at from tickets where number = 2") is not None
    await olga.writes("the third", reply_to=asked["message_id"])
    assert await scalar(stage, "select count(*) from entries where kind = 'note'") == 1


async def test_those_listed_are_called_once(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    vera = stage.vera
    await _set(stage, escalate_to=[await scalar(stage, "select id from people where name = 'Ivan'")])
    await files(rita, "The door of hall B")
    await olga.writes(f"/escalate 1 {WHY}")
    assert [len(_calls(await phone.texts())) for phone in (ivan, vera)] == [1, 0]
    await ivan.writes("/ticket 1")
    await ivan.presses("more:open:1:2")
    assert "deescalate:1" in await ivan.buttons() and "escalate:1" not in await ivan.buttons()
    await olga.writes("/escalate 1 once more")
    assert await olga.reads() == text_of("escalated-already", number=1)
    await stage.telegram.do("block", person=ivan.id)
    await stage.settle()
    await olga.writes("/deescalate 1")
    await olga.writes(f"/escalate 1 {WHY}")
    assert len(_calls(await vera.texts())) == 1


@pytest.mark.parametrize("gone", ["away", "calls"])
async def test_where_none_of_those_listed_is_there_the_admins_are_called_too(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, gone: str
) -> None:
    vera = stage.vera
    await _set(stage, escalate_to=[await scalar(stage, "select id from people where name = 'Ivan'")])
    await files(rita, "The door of hall B")
    if gone == "away":
        await ivan.writes("/away until friday")
    await (olga if gone == "away" else ivan).writes(f"/escalate 1 {WHY}")
    assert [len(_calls(await phone.texts())) for phone in (ivan, vera)] == [gone == "away", 1]


async def test_words_and_reopenings_escalate_by_themselves(database: Database) -> None:
    given = {"escalation__words": ("leak", "пожар"), "escalation__reopened": 2}
    async with staged(database, board=False, **given) as stage:
        vera, olga, rita = stage.vera, await stage.agent("Olga"), await stage.phone("Rita")
        await files(rita, "The pipe leaks")
        assert _calls(await vera.texts()) == []
        await rita.writes("It is a LEAK")
        assert _calls(await vera.texts()) == [
            text_of("escalated-word", number=1, subject="The pipe leaks", reason="leak")
        ]
        await rita.writes("a leak, a leak!")
        assert len(_calls(await vera.texts())) == 1
        await olga.writes("/deescalate 1")
        await olga.presses("claim:1")
        await olga.writes("/note 1 no leak at all")
        assert len(_calls(await vera.texts())) == 1
        sam = await stage.phone("Sam", language="ru")
        await files(sam, "У нас пожар!")
        assert _calls(await vera.texts())[1:] == [
            text_of("escalated-word", number=2, subject="У нас пожар!", reason="пожар")
        ]
        assert "🔺 escalated" in words(await olga.message_with("claim:2"))
        zoe = await stage.phone("Zoe")
        await filed_and_resolved(zoe, olga, "The lamp")
        await zoe.presses("solved:3:no")
        assert len(_calls(await vera.texts())) == 2
        await olga.writes("/resolve 3")
        await zoe.presses("solved:3:no")
        told = text_of("escalated-reopened", number=3, subject="The lamp", reason=2)
        assert (_calls(await vera.texts())[2:], _calls(await olga.texts())[-1:]) == ([told], [told])
        await olga.writes("/ticket 3")
        assert f"Zoe (Telegram): {text_of('history-escalated_reopened', new=2)}" in await _history(olga, 3)


async def _set(stage: Stage, **values: list[int]) -> None:
    """As `/settings` stores them."""
    for key, value in values.items():
        put = text("insert into settings (key, value, version, changed_at) values (:k, cast(:v as jsonb), 1, now())")
        await execute(stage, put, k=key, v=str(value))
    await execute(stage, "update desk set settings_version = settings_version + 1")
