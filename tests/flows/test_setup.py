"""*Set up the help desk*: the first admin is led through a few steps, each skippable and undoable."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from db.database import Database
from tests.flows.hours import it_is
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import filed, row
from tests.flows.stage import VERA, Stage, staged
from tests.sql import scalar
from tests.texts import LANGUAGES, piece_of, text_of

pytestmark = pytest.mark.sentence("Settings")

BOARD, GROUP, TARGETS = False, -4001, 4
FRIDAY_NIGHT = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
STORED = "select coalesce(array_agg(key order by key), '{}') from settings where value is not null"
PANEL = "https://desk.example.org"
ZONES = {"en": "Asia/Tokyo", "ru": "Asia/Tbilisi"}
HOURS = {"en": "mon-fri 9-18, sat 10-14", "ru": "пн-пт 9-18, сб 10-14"}
WRONG = {"en": "nine to five", "ru": "с девяти до шести"}


@pytest.fixture(params=LANGUAGES)
async def fresh(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[tuple[Stage, Phone]]:
    """A help desk that nobody has set up, and its first admin, who has just pressed Start."""
    async with (
        staged(database, board=False, web__url=PANEL, locale=request.param) as stage,
        stage.speaking(request.param),
    ):
        boss = stage.vera
        await boss.writes(f"/language {request.param}")
        await boss.writes("/start")
        yield stage, boss


async def _screen(phone: Phone) -> str:
    """Return the newest screen of the set-up."""
    return words([m for m in await phone.received() if any(b.startswith("setup") for b in buttons(m))][-1])


def _labels(message: dict[str, Any]) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


def _asks(name: str, n: int, of: int = 5) -> str:
    return f"{text_of(f'setup-{name}')} · {text_of('setup-at', n=n, of=of)}"


async def _skips_to(phone: Phone, last: int, *, start: int = 2) -> None:
    """Press Skip up to a step; without hours there is no step of the night, and none leads to the targets but it."""
    for step in (one for one in range(start, last + 1) if one != TARGETS or start == last):
        await phone.presses(f"setupstep:{step}:show")


async def test_the_first_admin_is_led_from_start_to_ready_by_presses(fresh: tuple[Stage, Phone]) -> None:
    stage, boss = fresh
    hello = (await boss.received())[-2]
    assert words(hello) == text_of("welcome-first-admin", panel="yes", url=PANEL)
    assert (await _screen(boss)).startswith(_asks("zone", 1))
    zones = [b for b in await boss.buttons() if b.startswith("setup:")]
    assert len(zones) == 3
    asked, before = await boss.last(), len(await boss.received())
    await boss.presses(zones[0])
    assert _asks("hours", 2) in await _screen(boss)
    await boss.presses("setup:2:1")
    assert _asks("night", 3) in await _screen(boss)
    await boss.presses("setup:3:0")
    assert f"✓ {text_of('setting-cannot-wait')}" in await _screen(boss)
    assert _asks("targets", 4) in await _screen(boss)
    await boss.presses("setup:4:0")
    assert _asks("team", 5) in await _screen(boss)
    assert text_of("setup-group", group="none") in await _screen(boss)
    assert len(await boss.received()) == before
    assert await boss.last_id() == asked["message_id"], "one message all the way"
    for link in ("setup-invite", "setup-invite-more"):
        assert text_of(f"btn-{link}") in _labels(await boss.last())
        await boss.presses("setupstep:5:invite")
        assert re.search(r"https://t\.me/\S+\?start=\S+", (await boss.texts())[-2])
        assert text_of("setup-did-team") in await _screen(boss)
        assert _asks("team", 5) in await _screen(boss), "a team of three needs a second link"
    assert text_of("btn-setup-next") in _labels(await boss.last())
    await boss.presses("setupstep:6:show")
    ready = await _screen(boss)
    for line in (
        text_of("setup-ready-night", on="yes"),
        text_of("setup-ready-targets", on="yes"),
        text_of("setup-people", n=1, names="Vera"),
        text_of("setup-ready-board", board="no"),
        text_of("setup-ready-group", group="none"),
        f"https://t.me/{stage.telegram_world.me['username']}",
    ):
        assert line in ready
    assert "9:00–18:00" in ready
    assert await scalar(stage, STORED) == ["cannot_wait", "hours", "targets", "timezone"]
    await boss.writes("/start")
    assert await boss.reads() == text_of("start-agent"), "led only while nothing was set"


async def test_each_step_is_answered_by_typing_and_a_wrong_value_keeps_it_open(fresh: tuple[Stage, Phone]) -> None:
    stage, boss = fresh
    language, begun = stage.language, await boss.last()
    await stage.pass_time(minutes=20)
    await boss.writes("Moon")
    refused = await boss.reads()
    assert refused == text_of("value-refused", typed="Moon", why=text_of("setting-wrong-zone"))
    await boss.writes(ZONES[language], reply_to=await boss.last_id())
    assert f"✓ {text_of('setting-timezone')}: {ZONES[language]}" in await _screen(boss)
    assert _asks("hours", 2) in await _screen(boss)
    await boss.writes(WRONG[language])
    assert WRONG[language] in await boss.reads()
    assert text_of("hours-unclear") in await boss.reads()
    await boss.writes(HOURS[language])
    assert _asks("night", 3) in await _screen(boss)
    await boss.writes({"en": "no", "ru": "нет"}[language])
    assert _asks("targets", 4) in await _screen(boss)
    shown = [one for one in await boss.received() if one["message_id"] >= begun["message_id"] and buttons(one)]
    assert shown == [await boss.last()], "earlier steps have no buttons"
    await boss.writes({"en": "perhaps", "ru": "может быть"}[language])
    assert text_of("setting-wrong-switch") in await boss.reads()
    await boss.writes({"en": "yes", "ru": "да"}[language])
    assert _asks("team", 5) in await _screen(boss)
    assert await scalar(stage, STORED) == ["hours", "targets", "timezone"]
    for names in ("Pavel, Marina", "@pavel"):
        await boss.writes(names)
        how = text_of("setup-team-typed")
        assert await boss.reads() == text_of("value-refused", typed=names, why=how)
    assert await scalar(stage, "select count(*) from tickets") == 0


async def test_a_typed_answer_is_for_the_step_that_is_shown_also_after_a_refusal(fresh: tuple[Stage, Phone]) -> None:
    stage, boss = fresh
    await _skips_to(boss, 2)
    await boss.writes("9-18")
    await boss.writes(HOURS[stage.language])
    assert text_of("setting-wrong-switch") in await boss.reads(), "the night is asked about now"
    await boss.presses("setupstep:2:undo")
    await boss.writes(HOURS[stage.language])
    assert _asks("night", 3) in await _screen(boss)
    await boss.presses("setupstep:4:show")
    await boss.writes("@pavel")
    await boss.presses("setup:4:0")
    await boss.writes("@pavel")
    refused = text_of("value-refused", typed="@pavel", why=text_of("setup-team-typed"))
    assert await boss.reads() == refused, "it is no zone"


@pytest.mark.parametrize("typed", ["24/7", "round the clock", "круглосуточно"])
async def test_a_desk_that_never_closes_is_not_asked_about_the_night(database: Database, typed: str) -> None:
    async with staged(database, board=False) as stage:
        boss = stage.vera
        await boss.writes("/start")
        await _skips_to(boss, 2)
        await boss.writes(typed)
        assert _asks("targets", 4) in await _screen(boss)


async def test_each_step_can_be_skipped_and_each_answer_undone(fresh: tuple[Stage, Phone]) -> None:
    stage, boss = fresh
    for step in (2, 3, 5, 6):
        await _skips_to(boss, step, start=step)
        assert not [b for b in await boss.buttons() if b.endswith(":undo")]
    assert text_of("setup-ready-hours", always="yes", hours="", zone="UTC") in await _screen(boss)
    assert text_of("setup-ready-targets", on="no") in await _screen(boss)
    assert await scalar(stage, "select count(*) from settings") == 0
    for step, name in ((5, "team"), (4, "targets"), (2, "hours"), (1, "zone")):
        await boss.presses(f"setupstep:{step}:show")
        assert text_of(f"setup-{name}") in await _screen(boss)
    zone = next(b for b in await boss.buttons() if b.startswith("setup:1:"))
    for answer, undo, name in (
        (zone, "setupstep:1:undo", "zone"),
        ("setup:2:1", "setupstep:2:undo", "hours"),
        ("setup:4:0", "setupstep:4:undo", "targets"),
        ("setupstep:5:invite", "setupstep:5:undo", "team"),
    ):
        await boss.presses(answer)
        if name == "team":
            await boss.presses("setupstep:6:show")
        await boss.presses(undo)
        assert text_of(f"setup-{name}") in await _screen(boss)
        following = int(undo.split(":")[1]) + 1
        await boss.presses(f"setupstep:{following}:show")
    assert await scalar(stage, STORED) == []
    (link,) = [told for told in await boss.texts() if "?start=" in told]
    late = await stage.phone("Late")
    await late.writes("/start " + re.findall(r"\?start=(\S+)", link)[0])
    assert await late.reads() == text_of("invite-bad")


async def test_a_test_request_shows_an_agents_side_and_counts_nowhere(fresh: tuple[Stage, Phone]) -> None:
    stage, boss = fresh
    await _skips_to(boss, 6)
    await boss.presses("setupstep:7:test")
    told, card = (await boss.received())[-2:]
    assert text_of("setup-test-words") in words(told)
    assert text_of("setup-test-name") in words(card)
    assert "claim:1" in buttons(card)
    await boss.presses("claim:1")
    await boss.writes("On my way", reply_to=card["message_id"])
    await stage.pass_time(minutes=2)
    assert await scalar(stage, "select count(*) from entries where kind = 'reply'") == 1
    await boss.presses("setupstep:7:test")
    assert await scalar(stage, "select count(*) from tickets") == 1, "the open one is shown again"
    await boss.presses("testremove:1")
    assert text_of("setup-test-removed", number=1) in await boss.texts()
    assert text_of("requester-cancelled", number=1, name=text_of("setup-test-name")) not in await boss.texts()
    assert (await row(stage, "select status, is_test from tickets"))[:2] == ("cancelled", True)
    await boss.writes("/stats filed today")
    assert await scalar(stage, "select count(*) from ticket_facts") == 0


async def test_a_step_of_the_board_links_the_account_and_unlinks_it(database: Database) -> None:
    async with staged(database) as stage:
        boss = stage.vera
        await boss.writes("/start")
        await _skips_to(boss, 6)
        assert text_of("setup-board-effect") in await _screen(boss)
        account = next(b for b in await boss.buttons() if b.startswith("setuplink:"))
        await boss.presses(account)
        linked = "select todoist_id from people where telegram_id = 900"
        assert await scalar(stage, linked) == account.partition(":")[2]
        await boss.presses("setupstep:6:undo")
        assert await scalar(stage, linked) is None
        assert text_of("setup-board") in await _screen(boss)


async def test_the_steps_say_what_the_group_of_the_team_gets(database: Database) -> None:
    async with staged(database, board=False, staff_chat_id=GROUP) as stage:
        boss = stage.vera
        await stage.telegram.do("group", person=VERA, title="The team")
        await stage.settle()
        await boss.writes("/start")
        for there, start in (("cards", 2), ("topics", 1)):
            await _skips_to(boss, 5, start=start)
            assert text_of("setup-group", group=there) in await _screen(boss)
            await _skips_to(boss, 6, start=6)
            assert text_of("setup-ready-group", group=there) in await _screen(boss)
            await boss.writes("/settings group_tickets add topics")
            await boss.writes("/settings")


async def test_a_pinned_zone_is_not_asked(database: Database) -> None:
    async with staged(database, board=False, timezone="Europe/Riga", pinned=frozenset({"timezone"})) as stage:
        boss = stage.vera
        await boss.writes("/start")
        assert (await _screen(boss)).startswith(_asks("hours", 1, of=4))
        assert "Europe/Riga" in await _screen(boss)
        await boss.writes("mon-fri 9-18")
        assert _asks("night", 2, of=4) in await _screen(boss)
        await boss.presses("setupstep:2:undo")
        await boss.writes("mon-fri 9-18 Asia/Tokyo")
        assert text_of("setting-pinned", variable="TIMEZONE") in await boss.reads()
        await boss.writes("mon-fri 9-18 Europe/Riga")
        assert _asks("night", 2, of=4) in await _screen(boss)


TYPED = {"en": "weekdays 9 to 6", "ru": "будни с 9 до 6"}


async def test_hours_that_end_at_six_end_in_the_evening_or_at_a_press_in_the_morning(
    fresh: tuple[Stage, Phone],
) -> None:
    stage, boss = fresh
    await _skips_to(boss, 2)
    await boss.writes(TYPED[stage.language])
    evening, morning = ("Mon–Fri 9:00–18:00", "Mon–Fri 9:00–06:00")
    if stage.language == "ru":
        evening, morning = ("пн–пт 9:00–18:00", "пн–пт 9:00–06:00")
    name = text_of("setting-hours")
    assert text_of("setup-did-hours", name=name, value=evening, zone="UTC") in await _screen(boss)
    assert _asks("night", 3) in await _screen(boss)
    assert not [button for button in await boss.buttons() if button.startswith("setuphours:")]
    doubt = await boss.containing(text_of("setup-hours-doubt"))
    assert _labels(doubt) == [text_of("btn-setup-hours", hours=morning)]
    await boss.presses(buttons(doubt)[0])
    assert text_of("setup-did-hours", name=name, value=morning, zone="UTC") in await _screen(boss)
    assert _asks("night", 3) in await _screen(boss)
    assert await boss.containing(text_of("setup-hours-taken", hours=morning))
    await boss.presses("setupstep:2:undo")
    assert text_of("setup-hours") in await _screen(boss)
    await boss.writes("mon-fri 9:00-18:00")
    assert not [button for button in await boss.buttons() if button.startswith("setuphours:")]


async def test_people_may_call_at_night_once_the_first_admin_says_so(fresh: tuple[Stage, Phone]) -> None:
    stage, boss = fresh
    await _skips_to(boss, 2)
    await boss.presses("setup:2:0")
    assert _asks("targets", 4) in await _screen(boss), "open round the clock: there is no night"
    await boss.presses("setupstep:2:show")
    await boss.presses("setup:2:1")
    assert _asks("night", 3) in await _screen(boss)
    assert text_of("setup-night-effect") in await _screen(boss)
    await boss.presses("setup:3:1")
    assert _asks("targets", 4) in await _screen(boss)
    assert await scalar(stage, "select count(*) from settings where key = 'cannot_wait' and value = 'true'") == 0
    await boss.presses("setupstep:3:show")
    await boss.presses("setup:3:0")
    rita = await stage.phone("Rita", language=stage.language)
    await it_is(stage, FRIDAY_NIGHT)
    await filed(rita)
    await rita.presses("nowait:1")
    assert piece_of("called-at-night") in "\n".join(await boss.texts())
