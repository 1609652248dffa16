"""Who is who: admins by setting, the first admin, names; what each may do."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from db.database import Database
from desk import DeskSettings
from tests.flows.acts import answers, filed_and_taken, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import VERA, Stage, staged
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("1 People")

BOARD = False


async def test_admin_ids_are_admins_and_staff_says_so(stage: Stage, olga: Phone) -> None:
    vera = stage.people["Vera"]
    await vera.writes("/staff")
    told = words(await vera.last())
    assert f"Vera · admin · {text_of('staff-by-setting')}" in told
    assert "Olga · agent" in told
    assert f"dismiss:{VERA}" not in buttons(await vera.last())


async def test_admins_who_have_not_started_the_bot_are_named_at_start(database: Database) -> None:
    with capture_logs() as logs:
        async with staged(database, admin_ids=frozenset({VERA, 901})):
            pass
    assert [line["telegram_ids"] for line in logs if line["log_level"] == "warning"] == [[VERA, 901]]


def _links(printed: str) -> list[str]:
    return [line.rsplit("?start=", 1)[1] for line in printed.splitlines() if "https://t.me/" in line]


async def test_a_desk_without_an_admin_prints_a_link_for_the_first(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with capture_logs() as logs:
        async with staged(database, admin_ids=frozenset()) as stage:
            (code,) = _links(capsys.readouterr().out)
            first, second = await stage.phone("First"), await stage.phone("Second")
            await first.writes(f"/START {code}")
            assert text_of("welcome-first-admin", panel="no", url="") in await first.texts()
            await first.writes("/staff")
            assert "First · admin" in words(await first.last())
            await second.writes(f"/start {code}")
            assert piece_of("invite-bad") in words(await second.last())
            await stage.reopen()
            assert _links(capsys.readouterr().out) == []
            assert code not in await _jobs(stage)
    assert code not in str(logs)


async def _jobs(stage: Stage) -> str:
    """What came and went, as it is stored."""
    async with stage.database.sessions() as session:
        return str(list(await session.scalars(text("select encode(payload, 'escape') from jobs"))))


async def test_the_first_admins_link_is_good_for_24_hours(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    async with staged(database, admin_ids=frozenset()) as stage:
        (old,) = _links(capsys.readouterr().out)
        await stage.pass_time(hours=24, seconds=1)
        late = await stage.phone("Late")
        await late.writes(f"/start {old}")
        assert piece_of("invite-bad") in words(await late.last())
        await stage.reopen()
        (fresh,) = _links(capsys.readouterr().out)
        await late.writes(f"/start {fresh}")
        assert text_of("welcome-first-admin", panel="no", url="") in await late.texts()


async def test_leaving_admin_ids_without_another_role_is_a_dismissal(database: Database) -> None:
    async with staged(database, admin_ids=frozenset({VERA, 901})) as stage:
        boss = await stage.phone("Boss", id=901)
        await boss.writes("/start")
        rita = await stage.phone("Rita")
        number = await filed_and_taken(rita, boss, "The stairs to hall B are wet")
        stage.app.settings = stage.settings = _with_admins(stage, VERA)
        await stage.reopen()
        await stage.settle()
        vera = stage.people["Vera"]
        assert text_of("dismissed", name="Boss", by="ADMIN_IDS", n=1, group=0) in await vera.texts()
        assert f"claim:{number}" in buttons(await vera.message_with(f"claim:{number}"))
        await boss.writes("/queue")
        assert words(await boss.last()) == "Only the team can see the queue."


def _with_admins(stage: Stage, *ids: int) -> DeskSettings:
    return replace(stage.app.settings, admin_ids=frozenset(ids))


NAMES = [
    ({"first_name": "Rita", "last_name": "Kern"}, "Rita K."),
    ({"first_name": "Rita"}, "Rita"),
    ({"first_name": "Ri\nta\u202e", "last_name": "\u2067Kern"}, "Ri ta K."),
    ({"first_name": "\u200b\u202e", "username": "quiet_one"}, "@quiet_one"),
]


@pytest.mark.parametrize(("about", "shown"), NAMES)
async def test_names_are_shown_short_and_clean(stage: Stage, olga: Phone, about: dict[str, str], shown: str) -> None:
    name = about.pop("first_name")
    phone = await stage.phone(name, **about)
    await files(phone, "The water dispenser is empty")
    assert words(await olga.message_with("claim:1")).splitlines()[0].startswith(f"🆕 #1 {shown} ·")


async def test_a_desk_without_a_board(database: Database) -> None:
    async with staged(database, board=False) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The microphone hisses on stage")
        assert not any(b["url"] for row in (await olga.message_with(f"resolve:{number}"))["buttons"] for b in row)
        await answers(olga, number, "Bringing another one")
        assert words(await rita.last()).endswith("Bringing another one")
        await olga.writes("/link")
        assert words(await olga.last()) == text_of("link-no-board")
        await olga.presses(f"resolve:{number}")
        await rita.presses(f"solved:{number}:yes")
        async with stage.database.sessions() as session:
            assert await session.scalar(text("select count(*) from jobs where box = 'to_todoist'")) == 0


@pytest.mark.board
async def test_a_name_from_right_to_left_turns_nothing_that_stands_beside_it(stage: Stage, olga: Phone) -> None:
    apart_, vera = "\u2068محمد ع.\u2069", stage.people["Vera"]
    about = await stage.telegram.do("person", first_name="محمد", last_name="علي", language_code="en")
    asks = Phone(stage, about["id"], "محمد")
    number = await filed_and_taken(asks, olga, "5 מנורות")
    assert words(await olga.message_with(f"release:{number}")).splitlines()[1].startswith(f"{apart_} · ")
    await vera.writes("/open")
    assert f"#{number} \u20685 מנורות\u2069 · {apart_} · Olga · " in words(await vera.last())
    await vera.presses(f"open:{number}")
    assert words(await vera.last()).startswith(f"🙋 #{number} · taken · {apart_} · ")
    await answers(olga, number, "Soon")
    await vera.writes(f"/promise {number} 2h")
    assert (
        text_of("done-promise", name=apart_, number=number, at="11:00", closed=0, heard="soon")
        in (await vera.texts())[-1]
    )
    assert f"\n{apart_} · 20 Nov" in (await stage.board.task(number))["description"]
