"""SMS and calls to staff through a gateway: who gets them, when, how often at most, and what ends that."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from db.database import Database
from ops.webhook_http import Poster
from sandbox.phone_gateway import PATH, PhoneGateway
from tests.flows import cast
from tests.flows.accounts import SECRET
from tests.flows.acts import dismissed, files, new_messages
from tests.flows.phone import Phone, words
from tests.flows.registering import shares
from tests.flows.servers import serving
from tests.flows.stage import Stage, staged
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("3.5 Nothing forgotten")

NUMBER = "+79161234567"
SECRET_WORDS = "My card 4111 1111 1111 1111 was charged twice"


@asynccontextmanager
async def _desk(database: Database, **rules: Any) -> AsyncIterator[tuple[Stage, PhoneGateway]]:
    gateway = PhoneGateway(SECRET)
    async with serving(gateway.make_app()) as url, Poster(["127.0.0.1"], [], seconds=0.5) as poster:
        given = {"gateway__url": url + PATH, "gateway__secret": SecretStr(SECRET), **rules}
        begins = (cast.rita, cast.olga, cast.ivan)
        async with staged(database, board=False, begins=begins, gateway=poster, **given) as stage:
            yield stage, gateway


async def _chooses(phone: Phone, way: str = "sms", number: str = NUMBER) -> None:
    await phone.writes("/notifications")
    await phone.presses(f"phoneway:{way}")
    await shares(phone, number)
    await phone.stage.pass_time(minutes=4)


async def _critical(stage: Stage, said: str = SECRET_WORDS) -> int:
    """A critical request of Rita's, whose priority Vera sets."""
    number = await files(stage.rita, said)
    await stage.vera.writes(f"/priority {number} 1")
    return number


def _told(gateway: PhoneGateway, reason: str = "critical") -> list[tuple[str, int]]:
    return [(one["to"], one["ticket"]) for one in gateway.rung if one["reason"] == reason]


async def test_a_critical_request_that_nobody_takes_reaches_the_phone_and_taking_it_ends_that(
    database: Database,
) -> None:
    async with _desk(database) as (stage, gateway):
        olga, ivan = stage.olga, stage.people["Ivan"]
        await _chooses(olga)
        (test,) = gateway.rung
        assert (test["reason"], test["way"], test["to"]) == ("test", "sms", NUMBER)
        number = await _critical(stage)
        assert _told(gateway) == []  # Telegram comes first
        await stage.pass_time(minutes=5.1)
        assert _told(gateway) == [(NUMBER, number)]
        assert gateway.rung[-1]["text"] == text_of(
            "phone-said", reason="critical", number=number, has_topic=0, topic=""
        )
        assert "4111" not in str(gateway.rung)
        await ivan.writes(f"/claim {number}")
        await stage.pass_time(minutes=30)
        assert len(_told(gateway)) == 1


async def test_three_of_a_ticket_and_never_one_that_is_late(database: Database) -> None:
    async with _desk(database) as (stage, gateway):
        await _chooses(stage.olga)
        await _critical(stage)
        for _ in range(6):
            await stage.pass_time(minutes=5.1)
        assert len(_told(gateway)) == 3
        await _critical(stage, "The till is on fire")
        await stage.pass_time(hours=6)  # nothing ran in the night
        assert len(_told(gateway)) == 3
        await stage.pass_time(minutes=5.1)
        assert len(_told(gateway)) == 4


@pytest.mark.parametrize(("fault", "tries"), [({"status": 500}, 2), ({"late": 1.0}, 2), ({"status": 400}, 1)])
async def test_a_gateway_that_fails_is_asked_twice_at_most_and_admins_hear_of_it(
    database: Database, fault: dict[str, Any], tries: int
) -> None:
    async with _desk(database) as (stage, gateway):
        vera = stage.vera
        await _chooses(stage.olga)
        number = await _critical(stage)
        before, gateway.asked, gateway.takes = await vera.received(), 0, True
        for name, value in fault.items():
            setattr(gateway, name, value)
        await stage.pass_time(minutes=5.1)
        await stage.pass_time(seconds=25)
        assert gateway.asked == tries
        assert _told(gateway) == [(NUMBER, number)]  # both tries have one id
        await stage.pass_time(seconds=70)
        assert text_of("late-failed", n=1) in [words(m) for m in await new_messages(vera, before)]


async def test_a_request_that_is_taken_between_two_tries_is_not_sent_again(database: Database) -> None:
    async with _desk(database) as (stage, gateway):
        await _chooses(stage.olga)
        number = await _critical(stage)
        gateway.asked, gateway.status = 0, 503
        await stage.pass_time(minutes=5.1)
        await stage.people["Ivan"].writes(f"/claim {number}")
        await stage.pass_time(seconds=25)
        assert gateway.asked == 1


async def test_a_number_that_is_not_ones_own_is_refused_and_a_former_agent_hears_nothing(database: Database) -> None:
    async with _desk(database) as (stage, gateway):
        olga = stage.olga
        await olga.writes("/notifications")
        assert piece_of("phone-line", way="off", phone="") in await olga.reads()
        await olga.presses("phoneway:call")
        await shares(olga, of=stage.people["Ivan"].id)
        assert await olga.reads() == text_of("phone-foreign")
        await shares(olga, NUMBER)
        assert "phoneway:" in str(await olga.buttons())
        assert NUMBER not in await olga.reads()
        assert gateway.rung[-1]["way"] == "call"
        await stage.pass_time(minutes=4)
        await _critical(stage)
        await olga.writes("/notifications")
        await olga.presses("phoneway:")
        assert await scalar(stage, "select count(*) from people where switches::text like '%7916%'") == 0
        await _chooses(olga)
        await dismissed(stage, olga)
        assert await scalar(stage, "select count(*) from people where switches::text like '%7916%'") == 0
        await stage.pass_time(minutes=5.1)
        assert _told(gateway) == []


async def test_what_a_colleague_escalates_reaches_the_phone_of_who_leads_unless_somebody_acts(
    database: Database,
) -> None:
    async with _desk(database) as (stage, gateway):
        vera, olga = stage.vera, stage.olga
        await _chooses(vera, "call")
        for said, acts in (("The lift hangs", False), ("The gate hangs", True)):
            number = await files(stage.rita, said)
            await olga.writes(f"/claim {number}")
            await olga.writes(f"/escalate {number} please help")
            await stage.pass_time(minutes=2)
            if acts:
                await vera.writes(f"/note {number} I am on my way")
            await stage.pass_time(minutes=5)
        assert [number for _, number in _told(gateway, "escalated")] == [1]


async def test_without_a_gateway_no_word_of_it_appears(stage: Stage, olga: Phone) -> None:
    await olga.writes("/notifications")
    assert "phoneway" not in str(await olga.buttons())
    await shares(olga, NUMBER)
    assert await scalar(stage, "select count(*) from people where switches::text like '%7916%'") == 0
