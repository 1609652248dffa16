"""Events: made, opened by their link, counted from files, set on tickets. Without any nothing of it is seen."""

from __future__ import annotations

import base64

import pytest

from tests.flows.acts import filed_and_resolved, files, invite, reads_audit
from tests.flows.phone import Phone, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Events")

BOARD = False
NAME = "<b>Games</b> \u202e" + "g" * 40


async def _event_of(stage: Stage, number: int) -> str | None:
    found = await row(
        stage, "select e.slug from tickets t left join events e on e.id = t.event_id where t.number = :n", n=number
    )
    return found[0]


async def _csv(phone: Phone, text: str, caption: str | None = None, reply_to: int | None = None) -> str:
    """What the bot says to a file."""
    file = {"kind": "document", "name": "people.csv", "data_base64": base64.b64encode(text.encode()).decode()}
    await phone.stage.telegram.do("message", person=phone.id, files=[file], caption=caption, reply_to=reply_to)
    await phone.stage.settle()
    return await phone.reads()


async def test_by_link_by_date_or_by_an_agent(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    vera = stage.vera
    await files(rita, "The lamp is broken")
    await olga.writes("/ticket 1")
    await olga.presses("more:open:1:2")
    assert not [data for data in await olga.buttons() if "event" in data or data.endswith(":80")]
    await olga.writes("/event")
    assert text_of("none-events") in await olga.reads()
    assert await olga.buttons() == []

    today = stage.clock().date()
    await vera.writes(f'/event new "Hackathon Kazan" {today}..{today.day:02} platform-7')
    made = await vera.reads()
    assert piece_of("event-made") in made
    assert made.endswith("?start=e_hackathon-kazan")
    await files(rita, "The door is locked")
    assert (await _event_of(stage, 1), await _event_of(stage, 2)) == (None, "hackathon-kazan")

    await vera.writes(f'/event new "{NAME}" {today}')
    assert "<b>Games</b> g" in await vera.reads()
    other = (await vera.reads()).rpartition("?start=e_")[2]
    await files(rita, "The projector is dark")
    assert await _event_of(stage, 3) is None
    sam = await stage.phone("Sam")
    await sam.writes(f"/start e_{other}")
    assert (await sam.reads()).startswith("This is the help desk of “<b>Games</b> ")
    await files(sam, "No wireless")
    assert await _event_of(stage, 4) == other
    await stage.pass_time(hours=26)
    await files(sam, "No wireless again")
    assert await _event_of(stage, 5) is None
    anew = await stage.phone("Nadja")
    await anew.writes(f"/start {await invite(vera)}")
    assert await scalar(stage, "select role from people where name = 'Nadja'") == "agent"
    await sam.writes("/start e_nothing")
    assert piece_of("start-requester") in await sam.reads()


async def test_an_agent_sets_it_and_a_removal_is_taken_back(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    vera, today = stage.vera, stage.clock().date()
    await vera.writes(f'/event new "Hackathon Kazan" {today} platform-7')
    await vera.writes(f'/event new "Olympiad" {today}')
    await files(rita, "The projector is dark")
    await olga.writes("/ticket 1")
    await olga.presses("more:open:1:2")
    await olga.presses("more:open:1:80")
    offered = [b for r in (await olga.last())["buttons"] for b in r]
    assert offered[0]["text"] == "Hackathon Kazan"
    first = await scalar(stage, "select id from events where slug = 'hackathon-kazan'")
    await olga.presses(f"event:1:{first}")
    assert (await olga.answer())["text"] == text_of("done-event-set", number=1)
    assert "Event: Hackathon Kazan" in words(await olga.message_with("event:1:0"))
    await olga.writes("/event 1 none")
    assert await olga.reads() == text_of("done-event-none", number=1)
    await ivan.writes("/language ru")
    await ivan.writes("/event 1 PLATFORM-7")
    assert await ivan.reads() == text_of("done-event", "ru", number=1, name="Hackathon Kazan")
    await ivan.writes("/ticket 1")
    await ivan.writes("/event “Hackathon Kazan”", reply_to=await ivan.last_id())
    assert await ivan.reads() == text_of("done-event", "ru", number=1, name="Hackathon Kazan")
    await olga.writes("/ticket 1")
    await olga.presses("more:open:1:2")
    await olga.presses("history:1:0")
    assert "Ivan (Telegram): event: none → Hackathon Kazan" in await olga.reads()
    for typed in ("/event 1 elsewhere", "/event 1", "/event elsewhere"):
        await olga.writes(typed)
        assert await olga.reads() in (text_of("no-such-event", name="elsewhere"), text_of("usage-event"))

    await vera.writes("/event remove hackathon-kazan")
    assert await vera.reads() == text_of("event-removed", name="Hackathon Kazan")
    await olga.writes("/ticket 1")
    assert "Hackathon" not in await olga.reads()
    await vera.presses(f"addo:events:{first}:restore")
    await olga.writes("/ticket 1")
    assert "Event: Hackathon Kazan" in await olga.reads()


async def test_admins_say_how_many_take_part_and_bad_files_change_nothing(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    await vera.writes('/event new "Hackathon Kazan" 1-3 december platform-7')
    await vera.writes('/event new "Olympiad" 2.12-5.1')
    await vera.writes("/event attendance hackathon-kazan 250")
    assert await vera.reads() == text_of("event-attendance-set", name="Hackathon Kazan", n=250)
    for typed, line in (
        ('/event new "Later" 2026-12-03..01', piece_of("event-ends-first")),
        ("/event new Later 2026-12-03", piece_of("usage-event-new")),
        ('/event new "Later" 2026-13-03', piece_of("usage-event-new")),
        ('/event new "Later" 2026-12-03 platform-7', text_of("event-id-taken", name="Hackathon Kazan")),
        ("/event attendance hackathon-kazan many", piece_of("usage-event-attendance")),
        ("/event attendance elsewhere 5", piece_of("no-such-event")),
        ("/event id olympiad two words", piece_of("event-id-wrong")),
        ("/event remove elsewhere", piece_of("no-such-event")),
        ("/event attendance", piece_of("usage-event-attendance")),
        ("/event attendance hackathon-kazan", piece_of("usage-event-attendance")),
        ("/event id", piece_of("event-id-wrong")),
        ("/event remove", piece_of("usage-event-remove")),
        ("/event id olympiad Hackathon-kazan", text_of("event-id-taken", name="Hackathon Kazan")),
    ):
        await vera.writes(typed)
        assert line in await vera.reads(), typed
    assert (await row(stage, "select count(*), sum(attendance) from events"))[:] == (2, 250)
    await vera.writes('/event new "Platform 7" 2027-01-01')
    assert "is added as platform-7-2" in await vera.reads(), "a line of a file means one event"
    await vera.writes("/event remove platform-7-2")

    said = await _csv(vera, "event;participant\nplatform-7;1\nolympiad;2\nelse;3\n", "/event attendance")
    assert said == "Line 4: there is no event “else”. Nothing was changed."
    said = await _csv(vera, "event,people\nplatform-7,1\n", "/event attendance")
    assert piece_of("attendance-columns") in said
    assert await scalar(stage, "select count(*) from event_attendance") == 0
    said = await _csv(vera, "\ufeffevent;participant\r\nPlatform-7;1\r\nplatform-7;2\r\nplatform-7;1\r\nolympiad;2\r\n",
                      "/event attendance")  # fmt: skip
    assert said == text_of("event-attendance-read", events=2, n=3)
    assert (await row(stage, "select count(*), count(distinct participant) from event_attendance"))[:] == (3, 2)

    await vera.writes("/event")
    shown = await vera.reads()
    none = f"{text_of('event-requests', n=0)} · {text_of('event-per-hundred', n=0)}"
    assert f"Olympiad · 2 Dec – 5 Jan 2027 · olympiad · 1 participant · {none}" in shown
    assert f"Hackathon Kazan · 1–3 Dec · hackathon-kazan · 2 participants · {none}" in shown
    listed = await vera.last_id()
    assert await _csv(vera, "event,attendance\nplatform-7,300\n", reply_to=listed) == text_of(
        "event-attendance-set", name="Hackathon Kazan", n=300
    )
    assert await scalar(stage, "select count(*) from event_attendance") == 1

    await olga.writes("/event")
    assert "https" not in await olga.reads()
    listed = await olga.last_id()
    refused = await _csv(olga, "event,attendance\nplatform-7,1\n", reply_to=listed)
    assert refused == "Your role does not allow this. An admin can change that: /staff."
    file = (await olga.chat())[-2]["message_id"]
    await olga.writes("/event attendance", reply_to=file)
    assert await olga.reads() == "Your role does not allow this. An admin can change that: /staff."
    assert await scalar(stage, "select attendance from events where slug = 'hackathon-kazan'") == 300
    audited = await reads_audit(vera, "event")
    assert text_of("audit-event-made", new="Olympiad") in audited


async def test_events_are_compared_in_one_picture(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, today = stage.vera, stage.clock().date()
    later = today.replace(year=today.year + 1)
    await vera.writes(f'/event new "Next year" {later}')
    await vera.writes("/event")
    await vera.presses("eventscmp")
    assert await vera.reads() == text_of("events-none-begun")
    await vera.writes(f'/event new "Hackathon Kazan" {today}')
    await vera.writes("/event attendance hackathon-kazan 40")
    number = await filed_and_resolved(rita, olga, "No wireless")
    await stage.pass_time(minutes=1)
    await vera.writes(f'/event new "{NAME}" {today}')
    await files(rita, "The door is locked")
    await olga.writes("/event 2 hackathon-kazan")
    await vera.writes("/event")
    await vera.presses("eventscmp")
    assert (await vera.answer())["text"] == text_of("events-drawing")
    picture = await vera.last()
    assert [file["kind"] for file in picture["files"]] == ["photo"]
    compared = words(picture)
    assert compared.startswith(
        f"{text_of('events-compared')}\n"
        f"Hackathon Kazan · 40 participants · {text_of('event-requests', n=2)} · "
        f"{text_of('event-per-hundred', n=5)}\n<b>Games"
    )
    assert compared.endswith(" · " + text_of("event-requests", n=0))
    assert number == 1
    await olga.writes("/event")
    assert "eventscmp" not in await olga.buttons()
    await olga.presses("eventscmp", on=await olga.last_id(), force=True)
    assert (await olga.answer())["text"] == "Your role does not allow this. An admin can change that: /staff."
