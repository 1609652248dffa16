"""Who is asked to let a browser in, for how long, and what a browser hears of it: nothing of who is there."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_hex
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Person, Role, SentForm, WebSession, WebSignIn
from desk import Outdated
from desk.sessions import place, sent_forms, sessions, sign_in
from desk.sessions.sign_in import Browser, hashed
from tests.desk.stage import Someone, Stage

MOMENT = timedelta(microseconds=1)


async def _asks(stage: Stage, named: str, address: str | None = None) -> tuple[bytes, str, int | None]:
    """A browser asks: its hash, its code, and the id of who was asked."""
    browser = Browser(hashed(token_hex(8)), "Firefox", address or f"203.0.113.{stage.now.second}")
    async with stage.database.unit_of_work() as session:
        code = await sign_in.ask(session, named, browser, now=stage.now, rules=stage.rules)
        row = (await session.scalars(select(WebSignIn).where(WebSignIn.browser_hash == browser.hash))).one()
        assert row.code == code and len(code) == 9
        return browser.hash, code, row.person_id


async def _waiting(stage: Stage, browser: bytes) -> str | None:
    async with stage.database.reading() as session:
        return await sign_in.waiting(session, browser, now=stage.now)


async def _finishes(stage: Stage, browser: bytes) -> bool:
    async with stage.database.unit_of_work() as session:
        return await sign_in.finish(session, browser, now=stage.now, rules=stage.rules) is not None


async def _newest(stage: Stage) -> int:
    async with stage.database.sessions() as session:
        return await session.scalar(select(func.max(WebSignIn.id))) or 0


async def _set(stage: Stage, who: Someone, **values: Any) -> None:
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Person, who.id)
        for name, value in values.items():
            setattr(row, name, value)


@pytest.mark.parametrize(
    ("named", "asked"),
    [("@Vera_Desk", True), (" vera_desk ", True), ("{chat}", True), ("vera", False), ("", False), ("@", False),
     ("9" * 18, False), ("9" * 30, False), ("olga_desk", False), ("rita", False)],
)  # fmt: skip
async def test_an_admin_is_asked_by_their_name_or_number(
    stage: Stage, olga: Someone, vera: Someone, named: str, asked: bool
) -> None:
    """Whoever is named, the browser gets a code that waits."""
    await _set(stage, vera, username="Vera_Desk")
    await _set(stage, olga, username="olga_desk")
    await _set(stage, await stage.person("Rita"), username="rita")
    browser, code, person = await _asks(stage, named.format(chat=vera.chat))
    assert person == (vera.id if asked else None)
    assert await _waiting(stage, browser) == code
    letters = [one["args"]["code"] for one in await stage.letters(vera) if one.get("key") == "web-asked"]
    assert letters == ([code] if asked else [])


async def test_of_two_of_one_name_nobody_is_asked_and_of_who_has_left_neither(stage: Stage, vera: Someone) -> None:
    otto = await stage.person("Otto", Role.ADMIN, username="desk")
    await _set(stage, vera, username="DESK")
    assert (await _asks(stage, "desk"))[2] is None
    await _set(stage, vera, dismissed_at=stage.now)
    assert (await _asks(stage, "desk"))[2] == otto.id
    assert (await _asks(stage, str(vera.chat)))[2] is None


async def test_agents_come_in_where_the_setting_says_so_and_not_from_then_on_when_it_does_no_more(
    stage: Stage, olga: Someone
) -> None:
    assert (await _asks(stage, str(olga.chat)))[2] is None
    stage.rules = replace(stage.rules, panel_for_agents=True)
    browser, _, person = await _asks(stage, str(olga.chat))
    assert person == olga.id
    asked = await _newest(stage)
    stage.rules = replace(stage.rules, panel_for_agents=False)
    with pytest.raises(Outdated):
        await stage.does(olga, lambda desk: sign_in.let_in(desk, asked))
    stage.rules = replace(stage.rules, panel_for_agents=True)
    await stage.does(olga, lambda desk: sign_in.let_in(desk, asked))
    stage.rules = replace(stage.rules, panel_for_agents=False)
    assert not await _finishes(stage, browser)


async def test_nobody_else_answers_and_a_refusal_or_its_end_is_final(stage: Stage, vera: Someone) -> None:
    otto = await stage.person("Otto", Role.ADMIN)
    began = stage.now
    browser, code, _ = await _asks(stage, str(vera.chat))
    asked = await _newest(stage)
    for verb in (sign_in.let_in, sign_in.refuse):
        with pytest.raises(Outdated):
            await stage.does(otto, lambda desk, verb=verb: verb(desk, asked))
    assert await stage.does(vera, lambda desk: sign_in.refuse(desk, asked)) == code
    with pytest.raises(Outdated):
        await stage.does(vera, lambda desk: sign_in.let_in(desk, asked))
    assert not await _finishes(stage, browser)
    assert await _waiting(stage, browser) == code, "of a refusal a browser is not told"
    stage.now = began + sign_in.WAITS - MOMENT
    assert await _waiting(stage, browser) == code
    stage.now = began + sign_in.WAITS
    assert await _waiting(stage, browser) is None


async def test_it_is_let_in_and_taken_before_its_time_is_over(stage: Stage, vera: Someone) -> None:
    for late in (False, True):
        stage.later(hours=2)
        browser, *_ = await _asks(stage, str(vera.chat))
        asked, began = await _newest(stage), stage.now
        stage.now = began + sign_in.WAITS - MOMENT
        await stage.does(vera, lambda desk, asked=asked: sign_in.let_in(desk, asked))
        stage.now += MOMENT if late else timedelta()
        assert await _finishes(stage, browser) is not late
        assert await _waiting(stage, browser) is None
        browser, *_ = await _asks(stage, str(vera.chat), "203.0.113.99")
        asked = await _newest(stage)
        stage.now += sign_in.WAITS
        with pytest.raises(Outdated):
            await stage.does(vera, lambda desk, asked=asked: sign_in.let_in(desk, asked))


async def test_what_a_browser_asked_for_before_is_over_and_old_ones_go(stage: Stage, vera: Someone) -> None:
    browser = Browser(hashed("one"), "Firefox", "203.0.113.1")
    await _asks(stage, "nobody")
    stage.now += timedelta(days=1) + sign_in.WAITS
    for _ in range(2):
        async with stage.database.unit_of_work() as session:
            await sign_in.ask(session, "nobody", browser, now=stage.now, rules=stage.rules)
    async with stage.database.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(WebSignIn)) == 2, "a day old is kept"
    stage.now += MOMENT
    await _asks(stage, "nobody")
    async with stage.database.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(WebSignIn)) == 2


async def test_a_person_is_asked_ten_times_an_hour(stage: Stage, vera: Someone) -> None:
    began = stage.now
    for n in range(11):
        stage.now = began + n * (sign_in.WAITS + MOMENT)
        assert ((await _asks(stage, str(vera.chat)))[2] is not None) is (n < 10)
    stage.now = began + timedelta(hours=1) - MOMENT
    assert (await _asks(stage, str(vera.chat)))[2] is None
    stage.now += MOMENT
    assert (await _asks(stage, str(vera.chat)))[2] == vera.id


async def test_that_a_session_is_used_is_written_once_a_minute(stage: Stage, vera: Someone) -> None:
    began = stage.now
    row = WebSession(began_at=began, seen_at=began)
    for seconds, seen in ((1, 0), (59, 0), (60, 60), (61, 60), (120, 120)):
        sessions.seen(row, began + timedelta(seconds=seconds))
        assert row.seen_at == began + timedelta(seconds=seen)


@pytest.mark.parametrize(
    ("address", "is_known"),
    [("127.0.0.1", True), ("::1", True), ("10.0.0.7", True), ("192.168.1.1", True), ("8.8.8.8", False), ("?", False)],
)
def test_of_an_address_is_said_what_it_says_itself(address: str, is_known: bool) -> None:
    found = place.said("en", address)
    assert address in found and (found != address) is is_known


def test_this_computer_and_a_private_network_are_told_apart() -> None:
    assert len({place.said("en", one).replace(one, "") for one in ("127.0.0.1", "10.0.0.7", "8.8.8.8")}) == 3


async def test_what_a_form_led_to_is_kept_for_a_day(stage: Stage, vera: Someone) -> None:
    async with stage.database.unit_of_work() as session:
        row = WebSession(
            token_hash=b"x", person_id=vera.id, browser="Firefox", address="", began_at=stage.now, seen_at=stage.now
        )
        session.add(row)
        await session.flush()
        key = row.id
    for ago in (sent_forms.KEPT, sent_forms.KEPT - MOMENT, timedelta()):
        async with stage.database.unit_of_work() as session:
            await sent_forms.sent(session, key, f"k{ago}", "/there", stage.now - ago)
    async with stage.database.unit_of_work() as session:
        await sent_forms.sent(session, key, "new", "/there", stage.now)
    async with stage.database.sessions() as session:
        kept = set(await session.scalars(select(SentForm.key)))
    assert kept == {f"k{sent_forms.KEPT - MOMENT}", f"k{timedelta()}", "new"}
