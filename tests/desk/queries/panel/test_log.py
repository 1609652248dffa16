"""The log: nothing of words that were taken back, and of no day before those that are kept."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from db.models import Entry, Person
from desk import Desk
from desk.conversation import editing
from desk.queries.panel import use_log
from desk.queries.panel.use_log import LogFilter
from tests.desk.cast import PRINTER, cast
from tests.desk.stage import Someone, Stage


async def _words(stage: Stage, vera: Someone, chosen: LogFilter) -> list[str | None]:
    async with stage.database.sessions() as session:
        viewer = await session.get_one(Person, vera.id)
        page = await use_log.load_log_page(session, viewer, chosen, 1, now=stage.now, rules=stage.rules)
        return [line.words for line in page.lines]


async def test_what_was_taken_back_is_a_line_without_words(stage: Stage) -> None:
    rita, _, _, vera = await cast(stage)
    stage.with_rules(retention__log=timedelta(days=7))
    (entry,) = await stage.entries(await stage.files(rita, PRINTER))
    assert await _words(stage, vera, LogFilter()) == [PRINTER]

    async def takes_back(desk: Desk) -> None:
        await editing.withdraw_entry(desk, await desk.session.get_one(Entry, entry.id))

    await stage.does(rita, takes_back)
    assert await _words(stage, vera, LogFilter()) == [None]


async def test_a_day_shows_what_is_still_kept_of_it(stage: Stage) -> None:
    rita, _, _, vera = await cast(stage)
    stage.with_rules(retention__log=timedelta(days=7))
    day = LogFilter(day=stage.now.astimezone(ZoneInfo(stage.rules.timezone)).date())
    await stage.files(rita, PRINTER)
    stage.later(hours=1)
    await stage.files(rita, "And it smells")
    for chosen in (day, LogFilter()):
        assert await _words(stage, vera, chosen) == ["And it smells", PRINTER]
    stage.later(days=7, minutes=-30)
    for chosen in (day, LogFilter()):
        assert await _words(stage, vera, chosen) == ["And it smells"]
