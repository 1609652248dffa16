"""`/webhooks`: made by an admin, shown with what became of each sending, switched, sent again, removed."""

from datetime import timedelta

import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.panel.browser import URL
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import staged
from tests.flows.webhooks.catcher import RULES, Catcher, catching, is_signed, sending, sent
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Webhooks and events")


async def test_an_admin_makes_a_webhook_and_sees_how_it_goes(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita), web__url=URL, **RULES) as stage,
        catching() as catcher,
        sending(stage) as sender,
    ):
        vera, olga, rita = (stage.people[name] for name in ("Vera", "Olga", "Rita"))
        await vera.writes("/webhooks")
        assert piece_of("webhooks-none") in await vera.reads()
        await vera.writes("/systems new The shop")
        await _refused(vera, catcher)
        await vera.presses("system:1:scopes")
        await vera.presses("system:1:internal")
        await vera.presses("system_may:1:all_read:on")
        await vera.writes(f"/webhooks THE SHOP {catcher.url}?t=abcdef ticket.created")
        told = words(await vera.containing(piece_of("webhook-secret")))
        secret = next(one for one in told.split() if one.startswith("whsec_"))
        shown = await vera.reads()
        assert text_of("webhook-kinds", kinds="ticket.created") in shown
        assert "abcdef" not in shown + told
        number = await files(rita, "The printer is on fire")
        await sent(sender)
        assert is_signed(secret, *catcher.caught[0])
        catcher.status = 500
        await files(rita, "The lift is stuck")
        await sent(sender)
        await vera.writes("/webhooks")
        assert piece_of("webhook-fails") in await vera.reads()
        await vera.presses("webhook:1:is")
        assert "answered 500" in await vera.reads()
        assert len(await vera.buttons()) <= 8
        await vera.presses("webhook_on:1:0")
        assert "off" in await vera.reads()
        catcher.status = 200
        await vera.presses("webhook_on:1:1")
        await vera.presses("webhook_again:1:24")
        catcher.forget()
        stage.clock.on(minutes=1)
        await sent(sender)
        assert (number, "ticket.created") in catcher.taken
        await vera.presses("webhook:1:secret")
        await vera.presses((await vera.buttons())[0])
        again = next(one for one in words(await vera.containing(piece_of("webhook-secret"))).split() if "whsec_" in one)
        assert again != secret
        await vera.presses("webhook:1:remove")
        await vera.presses("webhook_remove:1")
        await vera.writes("/webhooks")
        assert piece_of("webhooks-none") in await vera.reads()
        await _nothing_is_kept(database)
        await olga.writes("/webhooks")
        assert "Your role does not allow" in await olga.reads()
        await vera.writes("/language ru")
        await vera.writes("/webhooks")
        assert "Вебхуков пока нет" in await vera.reads()


async def _refused(vera: Phone, catcher: Catcher) -> None:
    for typed, said in (
        (f"/webhooks Nobody {catcher.url}", piece_of("webhook-no-system", name="Nobody")),
        ("/webhooks The shop http://10.0.0.1/in", piece_of("webhook-bad-url")),
        (f"/webhooks the shop {catcher.url} ticket.created lunch", piece_of("webhook-bad-kind", kind="lunch")),
        ("/webhooks something", piece_of("webhook-how")),
    ):
        await vera.writes(typed)
        assert said in await vera.reads()


async def _nothing_is_kept(database: Database) -> None:
    """Of secrets, and of what an address holds beside its host."""
    kept = await scalar(database, "select string_agg(encode(payload, 'escape'), ' ') from jobs where box like 'to_%'")
    assert "whsec_" not in kept
    assert "abcdef" not in kept
    audited = await scalar(database, "select string_agg(a::text, ' ') from audit a")
    assert "webhook-made" in audited
    assert "abcdef" not in audited


async def test_what_happened_is_kept_for_a_while_only(database: Database) -> None:
    """By the bot's clock, also where nobody sends."""
    async with staged(database, board=False, begins=(cast.olga, cast.rita), web__url=URL, **RULES) as stage:
        await stage.vera.writes("/systems new Shop")
        await files(stage.rita, "The printer is on fire")
        assert await _kept(stage.database) > 0
        await stage.duties.clockwork._prune()  # from here on it is kept
        assert await _kept(stage.database) > 0
        stage.clock.at += timedelta(days=31)
        await stage.duties.clockwork._prune()
        assert await _kept(stage.database) == 0


async def _kept(database: Database) -> int:
    return await scalar(database, "select count(*) from events_feed") or 0


async def test_a_second_press_makes_no_second_token_and_no_second_secret(database: Database) -> None:
    async with staged(database, board=False, web__url=URL, **RULES) as stage:
        vera = stage.vera
        await vera.writes("/systems new Shop")
        await vera.writes("/webhooks Shop https://shop.example/in")
        for command, screen in (("system", "rotate"), ("webhook", "secret")):
            await vera.writes(f"/{command}s")
            for step in ("is", screen):
                await vera.presses(f"{command}:1:{step}")
            shown = await vera.last()
            before = len(await vera.received())
            await vera.presses(buttons(shown)[0], on=shown["message_id"], quietly=True)
            await vera.presses(buttons(shown)[0], on=shown["message_id"])
            told = [words(one) for one in (await vera.received())[before:]]
            assert len([one for one in told if piece_of("webhook-secret") in one]) == 1


async def test_a_new_token_shows_where_events_go_by_now_and_lets_it_be_removed(database: Database) -> None:
    async with staged(database, board=False, web__url=URL, **RULES) as stage:
        vera = stage.vera
        await vera.writes("/systems new Shop")
        await vera.writes("/webhooks Shop https://evil.example/in")
        for press in ("system:1:is", "system_off:1", "system_on:1"):
            await vera.writes("/systems") if press == "system:1:is" else None
            await vera.presses(press)
        assert "evil.example" in str((await vera.containing(piece_of("system-webhooks-left")))["buttons"])
        await vera.presses("webhook:1:remove")
        await vera.presses("webhook_remove:1")
        assert piece_of("webhooks-none") in await vera.reads()


async def test_a_revoked_system_is_told_nothing_and_the_list_says_so(database: Database) -> None:
    async with staged(database, board=False, web__url=URL, **RULES) as stage:
        vera = stage.vera
        await vera.writes("/systems new Shop")
        await vera.writes("/webhooks Shop https://shop.example/in")
        assert "shop.example · " + text_of("webhook-goes") in await vera.reads()
        await vera.writes("/webhooks Shop https://shop.example/a,b ticket.created, message.added,ticket.closed")
        assert text_of("webhook-kinds", kinds="ticket.created, message.added, ticket.closed") in await vera.reads()
        await vera.writes("/systems")
        await vera.presses("system:1:is")
        await vera.presses("system_off:1")
        await vera.writes("/webhooks Shop https://shop.example/other")
        assert await vera.reads() == text_of("webhook-system-revoked", name="Shop")
        await vera.writes("/webhooks")
        assert "shop.example · " + text_of("webhook-is-revoked") in await vera.reads()


async def test_what_systems_and_webhooks_do_not_understand_is_answered_with_how(database: Database) -> None:
    async with staged(database, board=False, web__url=URL, **RULES) as stage:
        vera = stage.vera
        await vera.writes("/systems Shop")
        assert await vera.reads() == text_of("usage-systems")
        await vera.writes("/webhooks https://shop.example/in")
        assert piece_of("webhook-how") in await vera.reads()
