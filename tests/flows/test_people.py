"""Who is who: admins by setting, the first admin, names; what each may do."""

import pytest
from structlog.testing import capture_logs

from db.database import Database
from tests.flows.acts import answers, filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage, staged
from tests.sql import scalars
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("1 People")

BOARD = False


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
            assert "First · admin" in await first.reads()
            await second.writes(f"/start {code}")
            assert piece_of("invite-bad") in await second.reads()
            await stage.reopen()
            assert _links(capsys.readouterr().out) == []
            assert code not in await _jobs(stage)
    assert code not in str(logs)


async def _jobs(stage: Stage) -> str:
    """What came and went, as it is stored."""
    return str(await scalars(stage, "select encode(payload, 'escape') from jobs"))


async def test_the_first_admins_link_is_good_for_24_hours(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    async with staged(database, admin_ids=frozenset()) as stage:
        (old,) = _links(capsys.readouterr().out)
        await stage.pass_time(hours=24, seconds=1)
        late = await stage.phone("Late")
        await late.writes(f"/start {old}")
        assert piece_of("invite-bad") in await late.reads()
        await stage.reopen()
        (fresh,) = _links(capsys.readouterr().out)
        await late.writes(f"/start {fresh}")
        assert text_of("welcome-first-admin", panel="no", url="") in await late.texts()


@pytest.mark.board
async def test_a_name_from_right_to_left_turns_nothing_that_stands_beside_it(stage: Stage, olga: Phone) -> None:
    apart_, vera = "\u2068محمد ع.\u2069", stage.vera
    about = await stage.telegram.do("person", first_name="محمد", last_name="علي", language_code="en")
    asks = Phone(stage, about["id"], "محمد")
    number = await filed_and_taken(asks, olga, "5 מנורות")
    assert words(await olga.message_with(f"release:{number}")).splitlines()[1].startswith(f"{apart_} · ")
    await vera.writes("/open")
    assert f"#{number} \u20685 מנורות\u2069 · {apart_} · Olga · " in await vera.reads()
    await vera.presses(f"open:{number}")
    assert (await vera.reads()).startswith(f"🙋 #{number} · taken · {apart_} · ")
    await answers(olga, number, "Soon")
    await vera.writes(f"/promise {number} 2h")
    assert text_of("done-promise", name=apart_, number=number, at="11:00", closed=0, heard="soon") in await vera.reads()
    assert f"\n{apart_} · 20 Nov" in (await stage.board.task(number))["description"]
