"""Notices that members get of the requests of their organization: who, of what, how, and what ends them."""

import pytest
from sqlalchemy import text

from db.models import ClientRole
from tests.flows.acts import files
from tests.flows.clients import ACME, directed, joined
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import since
from tests.flows.stage import Stage
from tests.statements import noted
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Organizations: notices")

BOARD = False
TILL = "The till prints nothing"


async def switch(phone: Phone, membership: int, **wanted: bool) -> None:
    await phone.writes("/organization")
    for kind, on in wanted.items():
        await phone.presses(f"org_notice:{membership}:{kind}:{int(on)}")


async def colleagues(stage: Stage, requester: Phone) -> tuple[Phone, int]:
    """Make a director of the requester's organization; return their phone and membership."""
    dora, organization, mine = await directed(stage)
    await joined(stage, requester, organization)
    return dora, mine


def notice(step: str, number: int, by: str = "Rita K.", language: str = "en") -> str:
    """Return a notice as whoever leads the organization reads it."""
    named = text_of("member-request", language, number=number, subject=TILL)
    return f"{text_of('member-notice', language, step=step, organization=ACME)}\n{named} · {by}"


async def test_a_director_hears_of_a_new_request_and_opens_nothing_personal(stage: Stage, rita: Phone) -> None:
    dora, organization, _ = await directed(stage)
    await joined(stage, rita, organization)
    seen = len(await dora.received())
    number = await files(rita, TILL)
    told = await dora.last()
    assert words(told) == notice("new", number)
    assert buttons(told) == [f"open:{number}"]
    await files(await stage.phone("Guest"), "I lost my badge")
    assert len(await dora.received()) == seen + 1


async def test_a_request_becomes_news_when_its_organization_is_said(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, organization, _ = await directed(stage)
    number = await files(rita, TILL)
    seen = len(await dora.received())
    await olga.writes(f"/organization {number} {ACME}")
    assert await since(dora, seen) == [notice("new", number)]
    await joined(stage, rita, organization)
    await rita.writes(f"/organization {number}")
    await rita.presses(f"for_org:{number}:0")
    await olga.writes(f"/claim {number}")
    assert len(await dora.received()) == seen + 1


async def test_by_default_status_changes_are_silent_and_users_hear_nothing(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    dora, organization, _ = await directed(stage)
    sam = await stage.phone("Sam")
    await joined(stage, sam, organization)
    await joined(stage, rita, organization)
    number = await files(rita, TILL)
    before = len(await dora.received())
    await olga.writes(f"/claim {number}")
    assert len(await dora.received()) == before
    assert not [one for one in await sam.texts() if TILL in one]


async def test_the_author_the_actor_and_staff_are_not_told(stage: Stage, olga: Phone) -> None:
    dora, organization, mine = await directed(stage)
    await joined(stage, olga, organization, ClientRole.DIRECTOR)
    await switch(dora, mine, status=True)
    seen, hers = len(await dora.received()), len(await olga.received())
    number = await files(dora, TILL)
    await olga.writes(f"/claim {number}")
    assert not [one for one in await since(dora, seen) if one.startswith(f"{ACME}:")]
    assert not [one for one in await since(olga, hers) if one.startswith(f"{ACME}:")]


@pytest.mark.parametrize("how", ["ended", "unconfirmed", "off", "switched off"])
async def test_who_may_not_read_it_when_it_is_delivered_reads_nothing(stage: Stage, rita: Phone, how: str) -> None:
    dora, mine = await colleagues(stage, rita)
    await dora.writes("/organization")
    seen = len(await dora.received())
    await rita.drafts(f"/new {TILL}")
    lost = {
        "ended": "update memberships set ended_at = now() where id = :mine",
        "unconfirmed": "update memberships set confirmed_at = null where id = :mine",
        "off": "select cast(:mine as bigint)",
        "switched off": "update memberships set notices = '{\"new\": false}' where id = :mine",
    }
    await rita.presses("send:1", quietly=True)
    while await stage.worker.run_once() or await stage._poll():
        pass
    async with stage.database.unit_of_work() as session:
        assert await session.scalar(text("select count(*) from jobs where payload::text <> '' and slot is null")) > 0
        await session.execute(text(lost[how]), {"mine": mine})
    if how == "off":
        await stage.vera.writes("/settings organizations off", quietly=True)
    await stage.settle()
    assert await since(dora, seen) == []


async def test_once_a_day_gathers_what_is_still_true_with_ones_own(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, mine = await colleagues(stage, rita)
    await switch(dora, mine, status=True, daily=True)
    await dora.writes("/notifications")
    assert (await dora.reads()).endswith(text_of("news-organization"))
    await dora.presses("news:daily:1")
    own = await files(dora, "My desk is gone")
    one, other = [await files(rita, TILL) for _ in range(2)]
    seen = len(await dora.received())
    for number in (own, one, other):
        await olga.writes(f"/claim {number}")
    await olga.writes(f"/resolve {other}")
    assert await since(dora, seen) == []
    await stage.pass_time(hours=26)
    (told,) = [m for m in (await dora.received())[seen:] if words(m).startswith("Your requests since yesterday")]
    assert words(told).splitlines()[2:] == [
        "",
        "Requests of colleagues since yesterday",
        *(f"• {ACME}, new · #{n} “{TILL}” · Rita K." for n in (one, other)),
        f"• {ACME}, taken · #{one} “{TILL}” · Rita K.",
        f"• {ACME}, solved · #{other} “{TILL}” · Rita K.",
    ]
    assert buttons(told) == [f"open:{own}", f"open:{one}", f"open:{other}"]


async def test_a_digest_shows_nothing_to_who_left(stage: Stage, rita: Phone) -> None:
    dora, mine = await colleagues(stage, rita)
    await switch(dora, mine, daily=True)
    await files(rita, TILL)
    await dora.presses(f"org_own:{mine}:end")
    await dora.presses(f"org_leave:{mine}")
    seen = len(await dora.received())
    await stage.pass_time(hours=26)
    assert not [one for one in await since(dora, seen) if TILL in one]


async def test_a_personal_request_costs_no_statement_and_another_one(stage: Stage, rita: Phone, olga: Phone) -> None:
    await colleagues(stage, rita)
    personal, ours = await files(await stage.phone("Guest"), "I lost my badge"), await files(rita, TILL)
    counted = []
    for number in (personal, ours):
        with noted() as asked:
            await olga.writes(f"/claim {number}")
        counted.append(len([said for said in asked if "memberships.notices !=" in said]))
    assert counted == [0, 1]
