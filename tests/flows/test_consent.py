"""Consent before a first request: the words wait for it, and a new version is asked for again."""

import pytest

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Privacy")

BOARD = False
_FILED = "select count(*) from tickets where filed_at is not null"


async def _is_asked(phone: Phone, version: int) -> bool:
    return any(f"consent:{version}" in buttons(one) for one in await phone.received())


async def test_a_request_waits_for_consent_and_nothing_is_lost(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.people["Vera"]
    await vera.writes("/settings consent 1")
    await rita.writes("The heating does not work")
    await stage.pass_time(minutes=3)
    assert await _is_asked(rita, 1)
    await rita.writes("/new The door is locked")
    await stage.pass_time(minutes=3)
    assert (await row(stage, _FILED))[0] == 0
    assert "heating" not in str(await olga.texts())
    await rita.presses("consent:1")
    assert (await row(stage, _FILED))[0] == 1
    assert words(await rita.message_with("cancel:1"))
    (said,) = await row(stage, "select string_agg(body, '|' order by id) from entries where kind = 'comment'")
    assert said == "The heating does not work|The door is locked"
    await rita.writes("/new The lamp flickers")
    await stage.pass_time(minutes=3)
    assert (await row(stage, _FILED))[0] == 2
    await vera.writes("/settings consent 2")
    await rita.writes("/new The lift stands")
    await stage.pass_time(minutes=3)
    assert (await _is_asked(rita, 2), (await row(stage, _FILED))[0]) == (True, 2)
    await rita.presses("consent:2")
    assert (await row(stage, _FILED))[0] == 3
    assert text_of("consent-given") in await rita.texts()
