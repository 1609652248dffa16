"""A requester shares one request by a link: others hear answers and what becomes of it, and nothing else."""

import re

import pytest

from tests.flows.phone import Phone, buttons
from tests.flows.scenes import PRINTER, answers, filed, taken
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("5 Permissions and presses")
BOARD = False


async def test_who_opens_the_link_hears_answers_until_the_end(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await taken(rita, olga)
    await answers(olga, number, "Before the link")
    await rita.writes(f"/ticket {number}")
    await rita.presses(f"share:{number}", on=await rita.last_id())
    link = re.search(r"start=(r_[\w-]{40})", await rita.reads())
    assert link is not None
    top, ann = await stage.phone("Max"), await stage.phone("Ann")
    await top.writes(f"/start {link[1]}")
    joined = await top.last()
    assert f"unshare:{number}" in buttons(joined)
    assert text_of("share-opened", name="Max", number=number) in await rita.texts()
    await rita.writes(f"/start {link[1]}")
    assert await rita.reads() == text_of("share-own")
    await ann.writes(f"/start {link[1]}")
    await olga.writes(f"/note {number} between us")
    await rita.writes("And it burns")
    await answers(olga, number, "Call 112")
    for phone in (rita, top, ann):
        assert await phone.reads() == f"#{number} · Olga: Call 112"
    await top.writes(f"/ticket {number}")
    assert text_of("no-such-ticket", number=number) in await top.reads()
    await top.presses(f"unshare:{number}", on=joined["message_id"])
    await olga.presses(f"resolve:{number}")
    await stage.pass_time(minutes=1)
    assert text_of("share-left", number=number) == await top.reads()
    resolved = await ann.reads()
    assert resolved.startswith(text_of("share-notice", number=number, subject=PRINTER, step="resolved"))
    heard = " ".join([*await top.texts(), *await ann.texts()])
    for unheard in ("Before the link", "between us", "And it burns", "Did this solve"):
        assert unheard not in heard
    await rita.presses(f"solved:{number}:yes")
    assert "No more messages about it" in await ann.reads()
    late = await stage.phone("Late")
    await late.writes(f"/start {link[1]}")
    assert await late.reads() == text_of("share-bad"), "the link ends with the request"
    other = await filed(rita, "Another matter")
    assert f"#{other}" not in " ".join(await ann.texts())
