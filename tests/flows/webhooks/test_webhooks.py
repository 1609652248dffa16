"""What happens is sent to the systems that subscribed: signed, in order, until they take it."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from db.models import Origin
from desk import Desk
from desk.integrations import integrations
from desk.people import person_rows
from desk.webhooks import sending as pending
from desk.webhooks import subscriptions
from ops.webhook_http import Poster
from tests.flows import cast
from tests.flows.acts import answers, files
from tests.flows.panel.browser import URL
from tests.flows.stage import VERA, Stage, staged
from tests.flows.webhooks.catcher import RULES, Catcher, catching, is_signed, sending, sent, system
from tests.sql import scalar

pytestmark = pytest.mark.sentence("Webhooks and events")


async def subscribed(stage: Stage, catcher: Catcher, *scopes: str, only: tuple[str, ...] = ()) -> tuple[int, str]:
    """Vera subscribes a system of these scopes with the catcher's address."""
    system_id = await system(stage, "crm", *scopes)
    async with stage.database.unit_of_work() as session:
        return await subscriptions.subscribe(await veras(stage, session), system_id, catcher.url, only)


async def veras(stage: Stage, session: object) -> Desk:
    vera = await person_rows.find_by_telegram(session, VERA)  # type: ignore[arg-type]
    return Desk(session, Origin.TELEGRAM, vera, now=stage.clock(), rules=stage.settings)  # type: ignore[arg-type]


async def test_what_happens_is_sent_signed_and_in_order(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.olga, cast.rita), **RULES) as stage, catching() as catcher:
        rita, olga = stage.rita, stage.olga
        _, secret = await subscribed(stage, catcher, "all:read", only=("ticket.created", "message.added"))
        number = await files(rita, "The printer is on fire 🔥 <b>now</b>")
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "On my way")
        await olga.writes(f"/note {number} she sounds angry")
        async with sending(stage) as sender:
            await sent(sender)
        assert catcher.taken == [(number, "ticket.created"), (number, "message.added")]
        assert all(is_signed(secret, headers, body) for headers, body in catcher.caught)
        assert not is_signed(secret, catcher.caught[0][0], catcher.caught[1][1])
        created, answer = catcher.bodies
        assert created["messages"][0]["text"] == "The printer is on fire 🔥 <b>now</b>"
        assert (answer["message"]["text"], answer["actor"], answer["origin"]) == ("On my way", "Olga", "telegram")
        assert catcher.caught[0][0]["webhook-id"] == created["id"]
        await _is_nowhere(stage, secret)


async def _is_nowhere(stage: Stage, secret: str) -> None:
    """No table holds the secret, nor what its bytes are called in another way."""
    async with stage.database.sessions() as session:
        for table in ("jobs", "audit", "subscriptions", "entries", "messages"):
            held = await session.scalar(text(f"select string_agg(t::text, ' ') from {table} t"))  # noqa: S608
            assert secret not in (held or "")
            assert secret.encode().hex() not in (held or "")


async def test_while_its_token_has_run_out_a_system_is_told_nothing_and_with_a_new_one_what_it_missed(
    database: Database,
) -> None:
    begins = (cast.olga, cast.rita)
    async with staged(database, board=False, begins=begins, web__url=URL, **RULES) as stage, catching() as catcher:
        rita = stage.rita
        await subscribed(stage, catcher, "all:read", only=("ticket.created",))
        async with stage.database.unit_of_work() as session:
            await integrations.set_expiry(await veras(stage, session), 1, 30)
        catcher.status = 503
        async with sending(stage) as sender:
            first = await files(rita, "The printer is on fire")
            await sent(sender)  # it waits for another try, when the token runs out
            catcher.forget()
            catcher.status = 200
            stage.clock.on(days=30)
            assert await _looked(stage) == (False, False)
            second = await files(rita, "The lift is stuck")
            await sent(sender)
            assert catcher.taken == []
            async with stage.database.unit_of_work() as session:
                await integrations.rotate_token(await veras(stage, session), 1)
            assert await _looked(stage) == (True, True)
            stage.clock.on(minutes=5)
            await sent(sender)
            assert sorted(catcher.taken) == [(first, "ticket.created"), (second, "ticket.created")]
            stage.clock.on(days=365)
            assert await _looked(stage) == (False, False)  # the new one is good for as long as it was said


async def _looked(stage: Stage) -> tuple[bool, bool]:
    async with stage.database.reading() as session:
        return await pending.find_work(session, stage.clock())


async def test_a_system_away_for_a_day_gets_it_all_in_order(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.olga, cast.rita), **RULES) as stage, catching() as catcher:
        rita, olga = stage.rita, stage.olga
        await subscribed(stage, catcher, "all:read")
        catcher.status = 503
        first, second = await files(rita, "The printer is on fire"), await files(rita, "The lift is stuck")
        async with sending(stage) as sender:
            await sent(sender)
            await olga.presses(f"claim:{first}")
            for hours in range(20):
                stage.clock.on(hours=1)
                await sent(sender)
                if hours == 10:
                    await answers(olga, first, "On my way")
            tried = len(catcher.caught)
            assert tried < 60
            catcher.status = 200
            catcher.forget()
            stage.clock.on(hours=1)
            await sent(sender)
        kinds = ["ticket.created", "ticket.changed", "ticket.changed", "message.added", "ticket.changed"]
        taken = [kind for number, kind in catcher.taken if number == first]
        assert taken[:2] == ["ticket.created", "ticket.changed"]
        assert sorted(taken) == sorted(kinds)
        at = [int(one["id"].removeprefix("evt_")) for one in catcher.bodies if one["ticket"]["number"] == first]
        assert at == sorted(at)
        assert (second, "ticket.created") in catcher.taken
        assert len(set(catcher.taken)) <= len(catcher.bodies) == len({one["id"] for one in catcher.bodies})


class _Dying(Poster):
    """The process ends once the other side has it, before anybody notes that."""

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        await super().post(url, body, headers)
        raise asyncio.CancelledError


async def test_killed_before_it_is_noted_it_is_sent_again_under_the_same_id(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.olga, cast.rita), **RULES) as stage, catching() as catcher:
        _, secret = await subscribed(stage, catcher, "all:read")
        await files(stage.rita, "The printer is on fire")
        async with sending(stage, _Dying(["127.0.0.1"], [])) as dying:
            await dying.run_once()
        stage.clock.on(seconds=7)
        async with sending(stage) as sender:
            await sent(sender)
        (one, again) = catcher.caught
        assert one[1] == again[1]
        assert one[0]["webhook-id"] == again[0]["webhook-id"]
        assert one[0]["webhook-timestamp"] != again[0]["webhook-timestamp"]
        assert is_signed(secret, *again)


class _Broken(Poster):
    """A mistake of ours, the first two times."""

    tries = 0

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.tries += 1
        if self.tries < 3:
            raise RuntimeError("a mistake")
        return await super().post(url, body, headers)


async def test_a_mistake_of_ours_is_tried_again_and_two_senders_send_once(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.olga, cast.rita), **RULES) as stage, catching() as catcher:
        await subscribed(stage, catcher, "all:read")
        number = await files(stage.rita, "The printer is on fire")
        async with sending(stage, _Broken(["127.0.0.1"], [])) as broken, sending(stage) as other:
            for _ in range(3):
                await sent(broken)
                stage.clock.on(seconds=10)
            assert catcher.taken == [(number, "ticket.created")]
            await files(stage.rita, "The lift is stuck")
            await asyncio.gather(sent(broken), sent(other))
        assert len(catcher.taken) == 2


@pytest.mark.parametrize("is_revoked", [False, True])
async def test_what_waits_when_it_is_switched_off_or_revoked_is_sent_once_that_is_taken_back(
    database: Database, *, is_revoked: bool
) -> None:
    async def off(*, is_off: bool) -> None:
        async with stage.database.unit_of_work() as session:
            desk = await veras(stage, session)
            if is_revoked:
                await (integrations.revoke_integration if is_off else integrations.restore_integration)(desk, system_id)
            else:
                await subscriptions.switch_subscription(desk, subscription, on=not is_off)

    async with staged(database, board=False, begins=(cast.olga, cast.rita), **RULES) as stage, catching() as catcher:
        rita = stage.rita
        system_id = await system(stage, "crm", "all:read")
        async with stage.database.unit_of_work() as session:
            desk = await veras(stage, session)
            subscription, _ = await subscriptions.subscribe(desk, system_id, catcher.url, ("ticket.created",))
        taken = await files(rita, "The printer is on fire")
        async with sending(stage) as sender:
            await sent(sender)
            catcher.status = 503
            waiting = [await files(rita, said) for said in ("The lift is stuck", "The cellar is full of water")]
            await sent(sender)
            await off(is_off=True)
            stage.clock.on(minutes=5)
            await sent(sender)  # of another system there is something to send
            catcher.status = 200
            catcher.forget()
            await off(is_off=False)
            await sent(sender)
            stage.clock.on(minutes=5)
            await sent(sender)
        assert sorted(catcher.taken) == [(number, "ticket.created") for number in waiting]
        assert taken not in waiting


async def test_an_address_that_is_back_gets_at_once_what_waits_for_another_try(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.olga, cast.rita), **RULES) as stage, catching() as catcher:
        rita = stage.rita
        await subscribed(stage, catcher, "all:read", only=("ticket.created",))
        first = await files(rita, "The printer is on fire")
        catcher.statuses = {first: 503}
        async with sending(stage) as sender:
            await sent(sender)
            for said in ("The lamp is dark", "The lift is stuck", "The cellar is wet"):
                stage.clock.on(seconds=6)  # the address has rested, the request that fails has not
                await files(rita, said)
                await sent(sender)
            catcher.statuses = {}
            catcher.forget()
            stage.clock.on(seconds=6)
            last = await files(rita, "The door is open")
            await sent(sender)
        assert sorted(number for number, _ in catcher.taken) == [first, last]


async def test_one_ticket_that_cannot_be_taken_and_a_redirect_hold_up_no_other(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.olga, cast.rita), **RULES) as stage, catching() as catcher:
        rita = stage.rita
        await subscribed(stage, catcher, "all:read", only=("ticket.created",))
        first = await files(rita, "The printer is on fire")
        catcher.statuses[first] = 302
        async with sending(stage) as sender:
            await sent(sender)
            lift = await files(rita, "The lift is stuck")
            stage.clock.on(seconds=6)
            await sent(sender)
            stage.clock.on(seconds=31)
            await sent(sender)
        assert (lift, "ticket.created") in catcher.taken
        assert catcher.taken.count((lift, "ticket.created")) == 1


async def test_what_happened_is_kept_for_a_while_only(database: Database) -> None:
    """By the bot's clock, also where nobody sends."""
    async with staged(database, board=False, begins=(cast.olga, cast.rita), web__url=URL, **RULES) as stage:
        await system(stage, "Shop")
        await files(stage.rita, "The printer is on fire")
        assert await _kept(stage.database) > 0
        await stage.duties.clockwork._prune()  # from here on it is kept
        assert await _kept(stage.database) > 0
        stage.clock.at += timedelta(days=31)
        await stage.duties.clockwork._prune()
        assert await _kept(stage.database) == 0


async def _kept(database: Database) -> int:
    return await scalar(database, "select count(*) from events_feed") or 0
