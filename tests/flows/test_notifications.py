"""`/notifications`: what a requester is told by itself, each kind switched; gathered into one message a day; the desk's
own switches under them. Answers, and the question whether it is solved, always come."""

import pytest
from sqlalchemy import text

from tests.breadth import apart
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import answers, filed, since, taken
from tests.flows.stage import Stage

BOARD = False


async def switches(phone: Phone, **wanted: bool) -> None:
    await phone.writes("/notifications")
    for kind, on in wanted.items():
        await phone.presses(f"news:{kind}:{int(on)}")


@pytest.mark.broad
async def test_each_kind_is_switched_off_and_on_and_answers_come(stage: Stage, rita: Phone, olga: Phone) -> None:
    await switches(rita, taken=False, status=False, surveys=False)
    screen = await rita.last()
    assert "– who looks after your request" in words(screen) and "✓ that it is not forgotten" in words(screen)
    assert buttons(screen) == ["news:taken:1", "news:status:1", "news:reminders:0", "news:surveys:1", "news:daily:1"]
    assert [screen["buttons"][0][0]["text"], screen["buttons"][1][0]["text"]] == [
        "Turn on: who has it",
        "Turn off: not forgotten",
    ]
    before = len(await rita.received())
    number = await taken(rita, olga)
    assert await since(rita, before + 1) == []
    await rita.writes(f"/ticket {number}")
    assert "Olga" in words(await rita.last())
    before = len(await rita.received())
    for moved in ("hold the key", "pending", "progress"):
        await olga.writes(f"/{moved.split()[0]} {number} {' '.join(moved.split()[1:])}".strip())
    assert await since(rita, before) == []
    await answers(olga, number, "Is it plugged in?")
    assert "Is it plugged in?" in words(await rita.last())
    await olga.writes(f"/resolve {number}")
    assert f"solved:{number}:yes" in buttons(await rita.last())
    await rita.presses(f"solved:{number}:yes")
    assert f"rate:{number}:5" not in buttons(await rita.last())
    await switches(rita, taken=True, status=True, surveys=True)
    number = await taken(rita, olga, "The window is stuck")
    assert "Olga" in words(await rita.containing("is looking after"))
    await olga.writes(f"/hold {number} the key")
    assert "on hold" in words(await rita.last())
    await olga.writes(f"/resolve {number}")
    await rita.presses(f"solved:{number}:yes")
    assert f"rate:{number}:5" in buttons(await rita.last())


@pytest.mark.broad
async def test_all_is_gathered_into_one_message_a_day(stage: Stage, rita: Phone, olga: Phone) -> None:
    await switches(rita, daily=True)
    first = await filed(rita)
    second = await filed(rita, "The window is stuck")
    before = len(await rita.received())
    for number in (first, second):
        await olga.writes(f"/claim {number}")
    await olga.writes(f"/hold {first} the key")
    await answers(olga, second, "Which window?")
    assert len(await since(rita, before)) == 1, "but the answer"
    await stage.pass_time(minutes=11)
    await olga.writes(f"/pending {second}")
    at = stage.clock()
    await stage.pass_time(hours=(9 - at.hour) % 24, minutes=59 - at.minute)
    assert len(await since(rita, before)) == 1
    await stage.pass_time(minutes=2)
    (digest,) = [m for m in await rita.received() if words(m).startswith("Your requests since yesterday")]
    lines = words(digest).splitlines()[1:]
    assert [(f"#{first}" in line, f"#{second}" in line) for line in lines] == [
        (True, False),
        (False, True),
        (True, False),
        (False, True),
    ]
    assert "Olga" in lines[0] and "hold" in lines[2]
    assert lines[3].endswith("is waiting for your answer. Open it below to answer."), "a reply would be to all of it"
    assert buttons(digest) == [f"open:{first}", f"open:{second}"]
    await rita.presses(f"open:{second}")
    assert words(await rita.last()).startswith(f"#{second}")
    there = len(await rita.received())
    await stage.pass_time(hours=25)
    assert not [t for t in await since(rita, there) if "since yesterday" in t], "nothing new, nothing said"
    await switches(rita, daily=False)
    await olga.writes(f"/progress {first}")
    await olga.writes(f"/hold {first} the other key")
    assert "on hold" in words(await rita.last())


@pytest.mark.broad
async def test_what_is_gathered_says_how_it_stands_by_then(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await switches(rita, daily=True)
    seen = len(await rita.received())
    handed, done, back, again = [
        await taken(rita, olga, f"The {what} is broken") for what in ("window", "lamp", "door", "chair")
    ]
    for typed in (f"/pending {handed}", f"/hold {handed} the key", f"/hold {back} the key", f"/progress {back}"):
        await olga.writes(typed)
    await olga.writes(f"/promise {again} 2026-11-25")
    await stage.pass_time(minutes=1)
    await olga.writes(f"/promise {again} off")
    await olga.writes(f"/hand {handed}")
    await olga.presses(f"give:{handed}:{ivan.id}")
    await olga.writes(f"/resolve {done}")
    await olga.writes(f"/release {again}")
    await ivan.writes(f"/claim {again}")
    await olga.writes(f"/release {back}")
    await stage.pass_time(hours=26)
    (told,) = [t for t in await since(rita, seen) if t.startswith("Your requests since yesterday")]
    assert told.splitlines()[1:] == [
        f"• 🙋 Ivan is looking after your request #{handed}.",
        f"• #{back} is waiting for someone free again.",
        f"• ⏸ #{handed} is on hold: it depends on somebody else. We will write as soon as it moves.",
        f"• 🙋 Ivan is looking after your request #{again}.",
        f"• #{back} has been waiting for 1 day now; nobody has been free yet. I have reminded the team again. "
        "If something has changed, write it here.",
    ]


@pytest.mark.broad
@pytest.mark.parametrize("language", apart(["en", "ru"]))
async def test_the_desks_own_switches_hold_for_who_has_not_said(stage: Stage, olga: Phone, language: str) -> None:
    vera, rita = stage.people["Vera"], await stage.phone("Rita", language=language)
    ben = await stage.phone("Ben")
    await ben.writes("/notifications")
    await ben.presses("news:taken:0")
    await ben.presses("news:taken:1")
    await vera.writes("/settings tell_taken off")
    for phone in (rita, ben):
        number = await filed(phone, "The window is stuck")
        before = len(await phone.received())
        await olga.writes(f"/claim {number}")
        assert bool([t for t in await since(phone, before) if "Olga" in t]) == (phone is ben)
    await rita.writes("/notifications")
    lines = words(await rita.last())
    assert ("– кто занимается" if language == "ru" else "– who looks after") in lines


@pytest.mark.broad
async def test_nobody_else_sees_a_gathered_message(stage: Stage, rita: Phone, olga: Phone) -> None:
    await switches(rita, daily=True)
    await taken(rita, olga)
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update tickets set requester_id = (select id from people where name = 'Olga')"))
    before = len(await rita.received())
    await stage.pass_time(hours=25)
    assert not [t for t in await since(rita, before) if "since yesterday" in t]
