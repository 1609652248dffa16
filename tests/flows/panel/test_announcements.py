"""Announcements and known problems written in the panel: drafted, aimed, counted, sent, scheduled, stopped; published,
corrected, given requests, ended."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from db.database import Database
from tests.flows.acts import files
from tests.flows.panel.answers import HOSTILE, fields, writes
from tests.flows.panel.browser import vera_at
from tests.flows.scenes import row
from tests.texts import piece_of, text_of

_ZONE = "Asia/Tokyo"
pytestmark = pytest.mark.sentence("The panel")
STATE = "select state from mailings order by id desc limit 1"


async def test_an_announcement_is_written_aimed_sent_later_and_stopped(database: Database) -> None:
    async with vera_at(database) as (stage, vera):
        rita = await stage.phone("Rita")
        await rita.writes("/start")
        await files(rita, "The heating is cold")
        await stage.vera.writes(f"/settings timezone {_ZONE}")
        for typed in ("/problems", "/announcements", "/answers/many"):
            await vera.opens(typed)
            assert vera.status == 200
        assert await vera.sends("/announcements", text=" \u200b ") == ""
        assert vera.status == 422
        path = await vera.sends("/announcements", text="The **hall** opens")
        await vera.opens(path)
        assert "<b>hall</b>" in vera.page
        assert text_of("mailing-reach", n=1, minutes=1) in vera.text
        held = fields(vera)
        await writes(vera, path, language="ru", text=HOSTILE, then="keep")
        await vera.opens(path)
        assert "<script>alert" not in vera.page
        assert text_of("mailing-reach", n=0, minutes=1) in vera.text
        assert await vera.sends(path, **{**held, "text": "Other", "then": "send"}) == ""
        assert (vera.status, fields(vera)["text"]) == (409, "Other")
        assert await row(stage, STATE) == ("draft",)
        await vera.opens(path)
        assert await writes(vera, path, then="send") == ""
        assert text_of("mailing-nobody") in vera.text
        at = (stage.clock() + timedelta(hours=2)).astimezone(ZoneInfo(_ZONE)).strftime("%Y-%m-%dT%H:%M")
        for wrong in ("", "tomorrow", "2020-01-01T10:00", "9999-12-31T23:59"):
            assert await writes(vera, path, language="", at=wrong, text="Lunch is at 13.", then="schedule") == ""
            assert (vera.status, text_of("mailing-moment-wrong") in vera.text) == (422, True)
            await vera.opens(path)
        await writes(vera, path, language="", at=at, text="Lunch is at 13.", then="schedule")
        assert vera.told == text_of("page-many-done", what="schedule")
        assert await row(stage, STATE) == ("scheduled",)
        await stage.vera.writes("/announce")
        assert "Will be sent on" in await stage.vera.reads()
        await vera.opens(path)
        await vera.sends(path, then="stop")
        assert await row(stage, STATE) == ("draft",)
        await vera.opens(path)
        await writes(vera, path, at=at, then="schedule")
        await stage.pass_time(minutes=30)
        assert "Lunch is at 13." not in await rita.texts()
        await stage.pass_time(hours=2)
        await stage.pass_time(seconds=5)
        assert (await rita.texts()).count("Lunch is at 13.") == 1
        assert await row(stage, STATE) == ("sent",)
        await vera.opens(path)
        assert piece_of("mailing-progress", state="sent", n=1) in vera.text
        path = await vera.sends("/announcements", text="Never mind")
        assert await vera.sends(path, then="drop") == "/answers/many"
        await vera.opens(path)
        assert vera.status == 404


async def test_a_known_problem_is_written_given_requests_corrected_and_ended(database: Database) -> None:
    async with vera_at(database) as (stage, vera):
        rita = await stage.phone("Rita")
        await rita.writes("/start")
        number = await files(rita, "Nothing prints")
        await vera.opens("/answers/many")
        assert await vera.sends("/problems", title=" ", words="The printers are down") == ""
        assert text_of("problem-title-wrong", most=80) in vera.text
        path = await vera.sends("/problems", title="Printers", words="The **printers** of the second floor are down")
        await vera.opens(path)
        assert await vera.sends(path, then="add", numbers=str(number)) == ""
        assert (vera.status, text_of("page-answers-outdated") in vera.text) == (409, True), "still a draft"
        await vera.opens(path)
        await writes(vera, path, then="publish")
        assert vera.told == text_of("page-problem-done", what="publish", n=0)
        await vera.opens(path)
        for wrong in ("", "x", f"{number} 999999"):
            assert await vera.sends(path, then="add", numbers=wrong) == ""
            assert vera.status == 422
            assert f'value="{wrong}"' in vera.page
        assert await row(stage, "select count(*) from tickets where known_problem_id is not null") == (0,)
        await vera.sends(path, then="add", numbers=f"#{number}, {number}")
        assert vera.told == text_of("page-problem-done", what="add", n=1)
        await stage.settle()
        assert "printers of the second floor" in await rita.reads()
        await vera.opens(path)
        assert "Nothing prints" in vera.text
        await writes(vera, path, words="They work again at 15", then="keep")
        assert vera.told == text_of("page-problem-done", what="keep", n=0)
        await stage.settle()
        assert "They work again at 15" in await rita.reads()
        await rita.presses(f"follow:{path.rpartition('/')[2]}")
        await vera.opens(path)
        await vera.sends(path, then="end", end="All **printers** print")
        assert vera.told == text_of("page-problem-done", what="end", n=1)
        await stage.pass_time(seconds=5)
        assert "All printers print" in "\n".join(await rita.texts())
        await vera.opens(path)
        assert text_of("problem-ended-effect", n=1).partition(".")[0] in vera.text
        assert await vera.sends(path, then="end") == ""
        assert vera.status == 409
