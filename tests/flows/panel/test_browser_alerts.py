"""Critical requests in a browser: who switches it on, what its push service gets, and what ends it."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from db.database import Database
from ops.webhook_http import Poster
from sandbox.phone_gateway import PATH, PhoneGateway
from tests.flows import cast
from tests.flows.accounts import SECRET
from tests.flows.acts import dismissed, files
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.push_service import PushService
from tests.flows.registering import shares
from tests.flows.servers import serving
from tests.flows.stage import VERA, Stage, staged
from tests.sql import scalar
from tests.statements import noted
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("3.5 Nothing forgotten")

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
SECRET_WORDS = "My card 4111 1111 1111 1111 was charged twice"
NEWER = base64.urlsafe_b64encode(b"n" * 32).decode()
KEPT = "select count(*) from people where switches ? 'alert_browsers'"


@asynccontextmanager
async def _desk(
    database: Database, *, posters: Any = (), **rules: Any
) -> AsyncIterator[tuple[Stage, Browser, PushService, str]]:
    """A desk whose panel Vera is signed in at, with a push service of this machine, which the operator allows."""
    service = PushService()
    async with serving(service.make_app()) as url, Poster(["127.0.0.1"], [], seconds=0.5) as poster:
        given = {"web__url": URL, "web__secret_keys": (SecretStr(KEY),), "web__webhook_allow": ("127.0.0.1",), **rules}
        begins = (cast.rita, cast.olga)
        async with staged(database, board=False, begins=begins, pusher=poster, **dict(posters), **given) as stage:
            made = {"web_secret_key": [KEY] if given["web__secret_keys"] else [], "webhook_allow": ["127.0.0.1"]}
            async with panel_of(stage, **made) as port, browser_at(port) as browser:
                await browser.signs_in(stage.vera, str(VERA))
                yield stage, browser, service, url


async def _switches_on(stage: Stage, browser: Browser, service: PushService, url: str, name: str = "laptop") -> None:
    await browser.opens("/profile")
    assert await browser.sends("/profile/alerts", browser=service.subscribe(url, name)) == "/profile"
    await stage.settle()
    await stage.pass_time(minutes=4)


async def _critical(stage: Stage) -> int:
    number = await files(stage.rita, SECRET_WORDS)
    await stage.vera.writes(f"/priority {number} 1")
    return number


async def test_a_critical_request_appears_until_somebody_takes_it(database: Database) -> None:
    async with _desk(database) as (stage, browser, service, url):
        await _switches_on(stage, browser, service, url)
        assert service.shown == [("laptop", {"text": text_of("phone-said", reason="browser"), "ticket": None})]
        await browser.opens("/profile")
        assert text_of("page-alerts-off") in browser.text
        number = await _critical(stage)
        assert len(service.shown) == 1  # Telegram comes first
        await stage.pass_time(minutes=5.1)
        said = text_of("phone-said", reason="critical", number=number, has_topic=0, topic="")
        assert service.shown[1:] == [("laptop", {"text": said, "ticket": number})]
        assert "4111" not in str(service.shown)
        assert service.asked[-1]["urgency"] == "high"
        await stage.olga.writes(f"/claim {number}")
        await stage.pass_time(minutes=30)
        assert len(service.shown) == 2


async def test_phone_and_browser_are_one_alert_and_the_days_limit_of_sms_is_not_the_browsers(
    database: Database,
) -> None:
    gateway = PhoneGateway(SECRET)
    async with serving(gateway.make_app()) as gateway_url, Poster(["127.0.0.1"], [], seconds=0.5) as poster:
        rules = {"gateway__url": gateway_url + PATH, "gateway__secret": SecretStr(SECRET), "gateway__per_day": 2}
        async with _desk(database, posters={"gateway": poster}, **rules) as (stage, browser, service, url):
            vera = stage.vera
            await vera.writes("/notifications")
            await vera.presses("phoneway:sms")
            await shares(vera, "+79161234567")
            await stage.pass_time(minutes=4)
            await _switches_on(stage, browser, service, url)
            number = await _critical(stage)
            for _ in range(4):
                await stage.pass_time(minutes=5.1)
            assert [one["ticket"] for one in gateway.rung] == [None, number]  # two a day
            assert [said["ticket"] for _, said in service.shown] == [None, number, number, number]


@pytest.mark.parametrize(("keys", "reached"), [((NEWER, KEY), 1), ((NEWER,), 0)])
async def test_a_browser_outlives_a_newer_key_as_long_as_the_old_one_is_there(
    database: Database, keys: tuple[str, ...], reached: int
) -> None:
    given = tuple(map(SecretStr, keys))
    async with _desk(database, web__secret_keys=given) as (stage, browser, service, url):
        await _switches_on(stage, browser, service, url)  # the panel still has the old key alone
        assert len(service.shown) == reached
        assert await scalar(stage, KEPT) == reached


@pytest.mark.parametrize("status", [404, 410])
async def test_a_subscription_that_the_push_service_has_forgotten_ends(database: Database, status: int) -> None:
    async with _desk(database) as (stage, browser, service, url):
        await _switches_on(stage, browser, service, url)
        service.status = status
        await _critical(stage)
        await stage.pass_time(minutes=5.1)
        assert await scalar(stage, KEPT) == 0
        asked = len(service.asked)
        await stage.pass_time(minutes=5.1)
        assert len(service.asked) == asked


async def test_signing_out_ends_it_and_a_former_agent_gets_nothing(database: Database) -> None:
    async with _desk(database) as (stage, browser, service, url):
        await _switches_on(stage, browser, service, url)
        await browser.opens("/profile")
        await browser.sends("/sign-out")
        await _critical(stage)
        await stage.pass_time(minutes=5.1)
        assert len(service.shown) == 1
        assert await scalar(stage, KEPT) == 0
        await stage.vera.writes("/settings panel_for_agents on")
        olga = stage.olga
        await browser.signs_in(olga, str(olga.id))
        await _switches_on(stage, browser, service, url)
        assert await scalar(stage, KEPT) == 1
        await dismissed(stage, olga)
        assert await scalar(stage, KEPT) == 0
        shown = len(service.shown)
        await stage.pass_time(minutes=5.1)
        assert len(service.shown) == shown


async def test_a_browser_goes_on_in_the_next_session_and_signing_out_of_that_ends_it(database: Database) -> None:
    async with _desk(database, web__idle=timedelta(hours=12)) as (stage, browser, service, url):
        await _switches_on(stage, browser, service, url)
        await stage.pass_time(hours=13)
        assert await browser.opens("/") == "/sign-in"
        await _critical(stage)
        await stage.pass_time(minutes=5.1)
        assert len(service.shown) == 2, "a session that ran out of time is no leave"
        await browser.signs_in(stage.vera, str(VERA))
        await browser.opens("/profile")
        assert text_of("page-alerts-off") in browser.text
        await stage.pass_time(minutes=5.1)
        assert len(service.shown) == 3
        await browser.sends("/sign-out")
        await stage.pass_time(minutes=5.1)
        assert len(service.shown) == 3
        assert await scalar(stage, KEPT) == 0


async def test_three_browsers_of_a_person_and_one_place_each(database: Database) -> None:
    async with _desk(database) as (stage, browser, service, url):
        await _switches_on(stage, browser, service, url, "one")
        await stage.pass_time(minutes=4)
        await _switches_on(stage, browser, service, url, "two")  # in the same session: it takes the place
        assert service.shown[-1] == ("two", service.shown[0][1]), "the newer one is tried too"
        assert text_of("alert-browser-instead") in await stage.vera.texts()
        await _critical(stage)
        await stage.pass_time(minutes=5.1)
        assert [name for name, said in service.shown if said["ticket"]] == ["two"]
        await stage.vera.writes("/notifications")
        assert piece_of("alert-browsers-line", n=1) in await stage.vera.reads()
        await browser.opens("/profile")
        assert await browser.sends("/profile/alerts/off") == "/profile"
        assert await scalar(stage, KEPT) == 0


@pytest.mark.parametrize(
    "address", ["http://push.example", "https://10.0.0.1", "https://localhost", "https://[::1]", "ftp://x.example", ""]
)
async def test_an_address_that_leads_inside_is_refused(database: Database, address: str) -> None:
    async with _desk(database) as (stage, browser, service, _):
        await browser.opens("/profile")
        await browser.sends("/profile/alerts", browser=service.subscribe(address, "laptop"))
        assert browser.status == 422
        assert text_of("alerts-wrong") in browser.text
        assert await scalar(stage, KEPT) == 0


_NUMBERS = '{"endpoint": 1, "keys": {"p256dh": 1, "auth": 1}}'


@pytest.mark.parametrize("said", ["", "null", "[]", "{}", _NUMBERS, "[" * 1900])
async def test_what_is_no_subscription_is_refused(database: Database, said: str) -> None:
    async with _desk(database) as (stage, browser, _, __):
        await browser.opens("/profile")
        await browser.sends("/profile/alerts", browser=said)
        assert browser.status == 422
        assert await scalar(stage, KEPT) == 0


async def test_nobody_asks_for_alerts_until_the_first_browser_wakes_the_one_who_sends(database: Database) -> None:
    async with _desk(database) as (stage, browser, service, url):
        alerts = stage.app.make_duties().alerts
        assert alerts is not None
        with noted() as asked:
            assert await alerts._look() == 0
        assert len(asked) == 1
        assert alerts._pause(0) == 3600
        stop = asyncio.Event()
        running = asyncio.create_task(alerts.run(stop))
        await browser.opens("/profile")
        await browser.sends("/profile/alerts", browser=service.subscribe(url, "laptop"))
        await asyncio.wait_for(service.came.wait(), 10)
        assert alerts._pause(0) < 10
        stop.set()
        await running


async def test_without_a_key_no_word_of_it_appears(database: Database) -> None:
    async with _desk(database, web__secret_keys=()) as (_, browser, __, ___):
        await browser.opens("/profile")
        assert text_of("page-alerts") not in browser.text
