"""Mailings: drafted, aimed and begun by admins; each receiver once, in the lowest lane; stopped; switched off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from desk.announcements.mailing import change_from_field, schedule_sending, set_audience, write_field
from desk.announcements.reading import load_for_receiver
from desk.announcements.receivers import Audience
from desk.i18n import say
from desk.text.edited_field import EditedField
from tests.flows.acts import dismissed, filed_and_taken, files
from tests.flows.clients import as_vera
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import may, row
from tests.flows.stage import Stage
from tests.sql import execute, scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Mailings")

BOARD = False
HALL = "The hall <b>opens</b> at 10."
BEGUN = "select state, receivers, (select count(*) from mailing_receivers where posted_at is not null) from mailings"
CROWD = text("""
insert into people (telegram_id, name, role, started_at, created_at)
select 700000000 + n, 'Crowd ' || n, 'requester', now(), now() from generate_series(1, 65) n
""")


async def drafted(vera: Phone, said: str = HALL) -> int:
    """The id of a draft."""
    await vera.writes(f"/announce {said}")
    return int(next(b for b in await vera.buttons() if b.startswith("mailing_drop")).partition(":")[2])


async def reach(vera: Phone, press: str) -> str:
    """Whom the draft is for, and how many that are, after a press."""
    await vera.presses(press)
    return "\n".join((await vera.reads()).split("\n")[:2])


def to_and_reach(to: str, n: int) -> str:
    """What is said of a draft that is for so many."""
    return text_of("mailing-to", to=to) + "\n" + text_of("mailing-reach", n=n, minutes=1)


async def test_it_reaches_everybody_once_and_is_switched_off(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await rita.writes("/notifications")
    assert "mailing_off:0" not in await rita.buttons()
    await vera.writes("/announce")
    assert (await vera.reads()).startswith(text_of("mailings-title") + "\n\n" + text_of("mailings-how"))
    mailing = await drafted(vera)
    preview, asked = (await vera.received())[-2:]
    assert (words(preview), buttons(preview)) == (HALL, ["mailing_off:0"])
    assert words(asked).startswith(to_and_reach(text_of("mailing-everybody"), 1) + "\n\n" + text_of("mailing-how"))
    assert HALL not in await rita.texts()
    send = f"mailing_send:{mailing}"
    await vera.presses(send, quietly=True)
    await vera.presses(send, on=asked["message_id"], quietly=True)
    await stage.settle()
    assert (await rita.texts()).count(HALL) == 1
    assert HALL not in await olga.texts()  # of the team only who has filed something
    assert await vera.reads() == text_of("mailing-progress", n=1, people="1", state="sending")
    await stage.pass_time(seconds=2)
    assert await vera.reads() == text_of("mailing-progress", state="sent", n=1, people=1)
    assert await row(stage, "select count(*) from audit where action = 'mailing-begun'") == (1,)

    await rita.presses("mailing_off:0")
    assert (await rita.answer())["text"].startswith(piece_of("mailings-switched", on=0))
    assert (await rita.reads(), await rita.buttons()) == (HALL, ["mailing_off:1"])
    mailing = await drafted(vera, "Lunch is at 13.")
    assert (await vera.reads()).startswith(
        text_of("mailing-to", to=text_of("mailing-everybody")) + "\n" + text_of("mailing-reach", n=0, minutes=1)
    )
    assert f"mailing_send:{mailing}" not in await vera.buttons()
    assert await row(stage, "select count(*) from mailing_receivers") == (1,)
    await rita.writes("/notifications")
    assert piece_of("news-line", on=0, news="mailings") in await rita.reads()
    await rita.presses("mailing_off:1")
    assert "mailing_off:0" in await rita.buttons()
    assert piece_of("news-line", on=1, news="mailings") in await rita.reads()
    await vera.writes("<b>Lunch</b>", entities=[{"type": "bold", "offset": 0, "length": 12}])
    await vera.writes("/announce", reply_to=(await vera.chat())[-2]["message_id"])
    await vera.presses(f"mailing_send:{mailing + 1}")
    assert "Lunch" in await rita.reads()
    async with stage.database.unit_of_work() as session:  # pressed before the message was recorded
        await session.execute(text("delete from messages where slot like 'mailed:%'"))
    await rita.presses("mailing_off:0")
    assert await row(stage, "select count(*) from people where switches ->> 'own_mailings' = 'off'") == (1,)
    assert await row(stage, "select count(*) from jobs where state <> 'done' and box = 'to_telegram'") == (0,)


async def test_whom_it_is_for(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, today = stage.vera, stage.clock().date()
    await vera.writes(f'/event new "Olympiad" {today}')
    await vera.writes("/categories add Doors")
    doors = await scalar(stage, "select id from categories where name = 'Doors'")
    await rita.writes("/language ru")
    number = await filed_and_taken(rita, olga, "Дверь не открывается")
    await olga.writes(f"/category {number} Doors")
    sam = await stage.phone("Sam")
    await sam.writes("/start")
    await files(olga, "My chair is broken")
    mailing = await drafted(vera)
    assert (await vera.reads()).startswith(to_and_reach(text_of("mailing-everybody"), 3))
    event = await scalar(stage, "select id from events")
    back = f"mailing:{mailing}:1"
    await vera.presses(f"mailing:{mailing}:2")
    assert await reach(vera, f"mailing_to:{mailing}:language:ru") == to_and_reach("Русский", 1)
    await vera.presses(f"mailing:{mailing}:3")
    assert await reach(vera, f"mailing_to:{mailing}:event:{event}") == to_and_reach("Olympiad", 2)
    await vera.presses(f"mailing:{mailing}:10")
    assert await reach(vera, f"mailing_to:{mailing}:topic:{doors}") == to_and_reach("Doors", 1)
    asked = await vera.last_id()
    for wrong in ("event:99", "topic:99", "language:xx", "event:x"):
        await vera.presses(f"mailing_to:{mailing}:{wrong}", on=asked, force=True)
        assert await scalar(stage, "select category_id from mailings") == doors
    await vera.presses(back, on=asked, force=True)
    await vera.presses(f"mailing_send:{mailing}")
    assert [HALL in await who.texts() for who in (rita, sam, olga)] == [True, False, False]
    assert await rita.buttons() == ["mailing_off:0"]
    await vera.writes("/announce")
    assert f"“{HALL}”\n" + text_of("mailing-progress", state="sent", n=1) in await vera.reads()


async def test_it_goes_a_few_at_a_time_and_is_stopped(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await files(rita, "The lamp is broken")
    await execute(stage, CROWD)
    sam = await stage.phone("Sam")
    await sam.writes("/start")
    mailing = await drafted(vera)
    await vera.presses(f"mailing_send:{mailing}")
    assert piece_of("mailing-progress", state="sending") in await vera.reads()
    assert (HALL in await rita.texts(), HALL in await sam.texts()) == (True, False)
    state, receivers, posted = await row(stage, BEGUN)
    assert (state, receivers, posted % 20) == ("sending", 67, 0)
    await vera.writes("/announce")
    await vera.presses(f"mailing_stop:{mailing}")
    _, _, posted = await row(stage, BEGUN)
    await vera.writes("/announce")
    assert text_of("mailing-refused", n=posted - 1) in await vera.reads()
    assert text_of("mailing-progress", n=1, people="67", state="stopped") + "\n" in await vera.reads()
    await stage.pass_time(minutes=5)
    assert HALL not in await sam.texts()
    assert (await row(stage, BEGUN))[:] == ("stopped", 67, posted)

    mailing = await drafted(vera, "Once more")
    await vera.presses(f"mailing_send:{mailing}")
    for _ in range(5):
        await stage.pass_time(seconds=2)
    assert "Once more" in await sam.texts()
    assert (await vera.reads()).startswith("Sent to")
    assert await row(
        stage, "select count(*) from jobs where state in ('waiting', 'buried') and box = 'to_telegram'"
    ) == (0,)


async def test_nobody_is_mailed_twice_when_an_answer_is_lost(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await rita.writes("/start")
    await stage.telegram.do("fault", method="sendMessage", chat_id=vera.id, reset=True)
    await vera.writes(f"/announce {HALL}")
    await stage.pass_time(minutes=1)
    preview, draft = (await vera.received())[-2:]
    assert words(preview) == HALL  # what they are to send is seen, though a first try was lost
    mailing = int(next(b for b in buttons(draft) if b.startswith("mailing_drop")).partition(":")[2])
    await stage.telegram.do("fault", method="sendMessage", chat_id=rita.id, after=True, reset=True)
    await vera.presses(f"mailing_send:{mailing}")
    await stage.pass_time(minutes=5)
    await stage.pass_time(seconds=5)
    assert (await rita.texts()).count(HALL) == 1
    assert (await vera.reads()).endswith(text_of("mailing-unknown", n=1))
    await files(rita, "The lamp is broken")
    assert await row(stage, "select count(*) from jobs where state = 'waiting' and box = 'to_telegram'") == (0,)


async def test_what_is_no_mailing_is_refused(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await rita.writes("/start")
    await vera.writes("/announce \u3164\u2800")
    assert (await vera.reads()).startswith(text_of("mailing-empty"))
    await vera.writes("/announce " + "x" * 3501)
    assert await vera.reads() == text_of("mailing-too-long", n="3501", most="3500")
    await olga.writes("/announce Hello")
    assert await olga.reads() == text_of("not-granted")
    assert await row(stage, "select count(*) from mailings") == (0,)
    mailing = await drafted(vera)
    asked = await vera.last()
    await vera.presses(f"mailing_drop:{mailing}")
    assert await vera.reads() == text_of("mailing-progress", state="other", n=0, people=0)
    await vera.presses(f"mailing_send:{mailing}", on=asked["message_id"], force=True)
    await vera.presses(f"mailing_stop:{mailing}", on=asked["message_id"], force=True)
    assert (await row(stage, BEGUN))[:] == ("dropped", None, 0)


async def test_a_draft_that_a_colleague_has_changed_is_sent_as_it_is_seen(stage: Stage, rita: Phone) -> None:
    """Text and audience may change on its page while the button to send stands in a chat."""
    await rita.writes("/start")
    vera = stage.vera
    mailing = await drafted(vera)
    preview, asked = (await vera.received())[-2:]
    async with as_vera(stage) as desk:
        there = await load_for_receiver(desk.session, mailing)
        assert there is not None
        await change_from_field(desk, mailing, EditedField("It **closes**.", was=write_field(there.words)))
        await set_audience(desk, mailing, Audience(language="ru"))
    await stage.settle()
    shown = {message["message_id"]: message for message in await vera.received()}
    assert words(shown[preview["message_id"]]) == "It closes."
    assert words(shown[asked["message_id"]]).startswith(to_and_reach(say("ru", "language-name"), 0))
    assert f"mailing_send:{mailing}" not in buttons(shown[asked["message_id"]])


@pytest.mark.parametrize("how", ["leaves", "role"])
async def test_who_may_send_them_is_asked_about_those_of_somebody_who_may_no_more(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, how: str
) -> None:
    await rita.writes("/start")
    vera = stage.people["Vera"]
    await may(stage, olga, mailings=True)
    await may(stage, ivan, mailings=True)
    late, dropped = await drafted(olga), await drafted(olga, "Lunch is at 13.")
    await olga.presses(f"mailing_drop:{dropped}")
    async with as_vera(stage) as desk:
        await schedule_sending(desk, late, desk.now + timedelta(hours=3))
    if how == "leaves":
        await dismissed(stage, olga)
    else:
        await vera.writes("/staff")
        await vera.presses(f"person:{olga.id}")
        await vera.presses(f"role:{olga.id}")
        await vera.presses(f"giverole:{olga.id}:trainee")
    told = text_of("mailing-stays", name="Olga", words=HALL)
    assert [[one for one in await phone.texts() if one == told] for phone in (vera, ivan, olga)] == [[told], [told], []]
    await ivan.presses(f"mailing_stop:{late}")
    assert f"mailing_send:{late}" in buttons(await ivan.last()), "it is a draft again"
    await stage.pass_time(hours=4)
    assert HALL not in await rita.texts()
    await vera.presses(f"mailing_stop:{late}")
    assert await row(stage, "select state from mailings where id = :id", id=late) == ("draft",)
