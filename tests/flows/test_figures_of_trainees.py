"""Figures of trainees: what became of their answers, how long these waited; a desk without trainees has none."""

import pytest

from tests.flows.phone import Phone, words
from tests.flows.scenes import answers, row, taken
from tests.flows.stage import Stage
from tests.flows.test_figures import measured
from tests.flows.test_stats import is_picture
from tests.flows.trainees import as_role, decides
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Trainees")

BOARD = False


async def test_answers_of_trainees_become_figures(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    vera = stage.vera
    await vera.writes("/stats trainees")
    assert (await vera.reads()).endswith(piece_of("stats-unknown"))
    number = await taken(rita, olga)
    await as_role(stage, olga, "trainee")
    await answers(olga, number, "Switch it off")
    await stage.pass_time(minutes=10)
    await decides(vera, "send")
    await answers(olga, number, "And leave the room")
    await stage.pass_time(minutes=20)
    await decides(vera, "change")
    await vera.writes("And leave the house")
    found = (await measured(stage)).total
    keys = ("drafts_sent", "drafts_unchanged", "drafts_changed", "drafts_returned")
    assert [found[key].amount for key in keys] == [2, 1, 1, 0]
    assert round((found["drafts_wait_median"].amount or 0) / 60) == 15
    await vera.writes("/stats trainees")
    picture = await vera.last()
    assert is_picture(picture)
    assert words(picture).startswith(text_of("stats-form", form="trainees"))
    await vera.writes("/stats drafts_sent by agent")
    assert is_picture(await vera.last())
    me = (await row(stage, "select id from people where name = 'Ivan'")).id
    await ivan.writes("/stats trainees")
    assert text_of("figure-drafts_sent") + ": 2" not in await ivan.reads(), f"{me} sees his own figures only"
