"""Who is asked to let a browser in, for how long, and what a browser hears of it: nothing of who is there."""

from datetime import timedelta
from secrets import token_hex
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import AuditRecord, Person, Role, SentForm, WebSession, WebSignIn
from desk import Outdated
from desk.references import hash_secret
from desk.sessions import address_info, sent_forms, sessions, sign_in, sign_in_answers, sign_in_limits
from desk.sessions.sign_in import Browser
from tests.desk.stage import Someone, Stage
from tests.rules import rules_with
from tests.sql import add, get, scalar, scalars, sole

MOMENT = timedelta(microseconds=1)


async def _asks(stage: Stage, named: str, address: str | None = None, word: str = "") -> tuple[bytes, str, int | None]:
    """A browser asks: its hash, its code, and the id of who was asked."""
    browser = Browser(hash_secret(token_hex(8)), "Firefox", address or f"203.0.113.{stage.now.second}", word=word)
    async with stage.database.unit_of_work() as session:
        code = await sign_in.start_sign_in(session, named, browser, now=stage.now, rules=stage.rules)
        row = (await session.scalars(select(WebSignIn).where(WebSignIn.browser_hash == browser.hash))).one()
        assert row.code == code and len(code) == 4
        return browser.hash, code, row.person_id


async def _waiting(stage: Stage, browser: bytes) -> str | None:
    async with stage.database.reading() as session:
        return await sign_in.get_waiting_code(session, browser, now=stage.now)


async def _finishes(stage: Stage, browser: bytes) -> bool:
    async with stage.database.unit_of_work() as session:
        return await sign_in.take_session(session, browser, now=stage.now, rules=stage.rules) is not None


async def _letters(stage: Stage, who: Someone, **fields: Any) -> list[dict[str, Any]]:
    """What was put for them about browsers that ask, with these fields."""
    told = [one for one in await stage.letters(who) if one.get("view") == "sign_in" or one.get("key") == "web-tried"]
    return [one for one in told if all(one.get(name) == value for name, value in fields.items())]


async def _asking(stage: Stage, who: Someone) -> list[sign_in_limits.AskingBrowser]:
    async with stage.database.reading() as session:
        return await sign_in_limits.list_asking(session, await session.get_one(Person, who.id), stage.now)


async def _chooses(stage: Stage, who: Someone, browser: bytes, code: str = "") -> bool:
    """They press that code, or the browser's own, on the question of that browser."""
    row = await sole(stage, select(WebSignIn).where(WebSignIn.browser_hash == browser))
    asked, chosen = row.id, code or row.code
    return bool(await stage.does(who, sign_in_answers.choose_code, asked, chosen))


async def _refuses(stage: Stage, who: Someone) -> None:
    newest = await _newest(stage)
    await stage.does(who, sign_in_answers.refuse_browsers, newest)


async def _newest(stage: Stage) -> int:
    return await scalar(stage, select(func.max(WebSignIn.id))) or 0


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
    await _set(stage, vera, username="Vera_Desk", panel_opened_at=stage.now - timedelta(days=1))
    await _set(stage, olga, username="olga_desk", panel_opened_at=stage.now - timedelta(days=1))
    await _set(stage, await stage.person("Rita"), username="rita")
    browser, code, person = await _asks(stage, named.format(chat=vera.chat))
    assert person == (vera.id if asked else None)
    assert await _waiting(stage, browser) == code
    assert len(await _letters(stage, vera)) == asked
    assert [code in one.choices for one in await _asking(stage, vera)] == ([True] if asked else [])


async def test_of_two_of_one_name_nobody_is_asked_and_of_who_has_left_neither(stage: Stage, vera: Someone) -> None:
    opened = stage.now - timedelta(days=1)
    otto = await stage.person("Otto", Role.ADMIN, username="desk", panel_opened_at=opened)
    await _set(stage, vera, username="DESK")
    assert (await _asks(stage, "desk"))[2] == otto.id, "she has not sent /panel yet"
    await _set(stage, vera, panel_opened_at=opened)
    assert (await _asks(stage, "desk"))[2] is None
    await _set(stage, vera, dismissed_at=stage.now)
    assert (await _asks(stage, "desk"))[2] == otto.id
    assert (await _asks(stage, str(vera.chat)))[2] is None


async def test_agents_come_in_where_the_setting_says_so_and_not_from_then_on_when_it_does_no_more(
    stage: Stage, olga: Someone
) -> None:
    assert (await _asks(stage, str(olga.chat)))[2] is None
    stage.rules = rules_with(stage.rules, web__for_agents=True)
    browser, _, person = await _asks(stage, str(olga.chat))
    assert person == olga.id
    stage.rules = rules_with(stage.rules, web__for_agents=False)
    with pytest.raises(Outdated):
        await _chooses(stage, olga, browser)
    stage.rules = rules_with(stage.rules, web__for_agents=True)
    assert await _chooses(stage, olga, browser)
    stage.rules = rules_with(stage.rules, web__for_agents=False)
    assert not await _finishes(stage, browser)


async def test_nobody_else_answers_and_a_refusal_or_its_end_is_final(stage: Stage, vera: Someone) -> None:
    otto = await stage.person("Otto", Role.ADMIN)
    began = stage.now
    browser, code, _ = await _asks(stage, str(vera.chat))
    for other in (_chooses(stage, otto, browser), _refuses(stage, otto)):
        with pytest.raises(Outdated):
            await other
    await _refuses(stage, vera)
    with pytest.raises(Outdated):
        await _chooses(stage, vera, browser)
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
        began = stage.now
        stage.now = began + sign_in.WAITS - MOMENT
        assert await _chooses(stage, vera, browser)
        stage.now += MOMENT if late else timedelta()
        assert not await _finishes(stage, b"another browser")
        assert await _finishes(stage, browser) is not late
        assert await _waiting(stage, browser) is None
        browser, *_ = await _asks(stage, str(vera.chat), "203.0.113.99")
        stage.now += sign_in.WAITS
        with pytest.raises(Outdated):
            await _chooses(stage, vera, browser)


async def test_a_wrong_code_lets_nobody_in_and_ends_the_question(stage: Stage, vera: Someone) -> None:
    browser, code, _ = await _asks(stage, str(vera.chat))
    other, *_ = await _asks(stage, str(vera.chat), "198.51.100.1")
    (one, two) = await _asking(stage, vera)
    assert code in one.choices and len(set(one.choices)) == 3 and not set(one.choices) & set(two.choices)
    assert not await _chooses(stage, vera, browser, next(wrong for wrong in one.choices if wrong != code))
    with pytest.raises(Outdated):
        await _chooses(stage, vera, browser)
    assert not await _finishes(stage, browser)
    assert await _waiting(stage, browser) == code
    assert await _chooses(stage, vera, other)
    assert await _finishes(stage, other)
    assert (await _asks(stage, str(vera.chat)))[2] == vera.id, "a slip shuts nothing out"


async def test_who_is_refused_is_shut_out_with_its_network_for_an_hour(stage: Stage, vera: Someone) -> None:
    near = (("203.0.113.9", False), ("203.0.112.9", True), ("2001:db8:0:1::9", False), ("2001:db8:0:2::9", True))
    await _asks(stage, str(vera.chat), "203.0.113.1")
    await _asks(stage, str(vera.chat), "2001:db8:0:1::1")
    await _refuses(stage, vera)
    refused = stage.now
    stage.now = refused + timedelta(hours=1) - MOMENT
    for address, is_asked in near:
        assert ((await _asks(stage, str(vera.chat), address))[2] is not None) is is_asked, address
    await stage.does(vera, sign_in.reset_questions)
    assert (await _asks(stage, str(vera.chat), "203.0.113.9"))[2] == vera.id, "where she sits she may be herself"
    stage.now = refused + timedelta(hours=2) + sign_in_limits.WINDOW
    assert (await _asks(stage, str(vera.chat), "203.0.113.9"))[2] == vera.id


async def test_a_refusal_shuts_nobody_out_of_their_own_network(stage: Stage, vera: Someone) -> None:
    browser, _, _ = await _asks(stage, str(vera.chat), "203.0.113.1")
    await _chooses(stage, vera, browser)
    assert await _finishes(stage, browser)
    for address in ("203.0.113.7", "198.51.100.1"):
        await _asks(stage, str(vera.chat), address)
    await _refuses(stage, vera)
    assert (await _asks(stage, str(vera.chat), "203.0.113.8"))[2] == vera.id
    assert (await _asks(stage, str(vera.chat), "198.51.100.2"))[2] is None


async def test_who_is_refused_after_panel_is_shut_out_at_once(stage: Stage, vera: Someone) -> None:
    await stage.does(vera, sign_in.reset_questions)
    stage.now += MOMENT
    assert (await _asks(stage, str(vera.chat), "203.0.113.1"))[2] == vera.id
    stage.now += MOMENT
    await _refuses(stage, vera)
    stage.now += MOMENT
    assert (await _asks(stage, str(vera.chat), "203.0.113.9"))[2] is None
    stage.now += timedelta(hours=1) - 2 * MOMENT
    assert (await _asks(stage, str(vera.chat), "203.0.113.9"))[2] is None
    stage.now += MOMENT
    assert (await _asks(stage, str(vera.chat), "203.0.113.9"))[2] == vera.id


async def test_one_site_takes_no_more_than_half_of_the_places(stage: Stage, vera: Someone) -> None:
    asked = [(await _asks(stage, str(vera.chat), f"2001:db8:0:{n}::1"))[2] is not None for n in range(6)]
    assert asked == [True] * 3 + [False] * 3
    assert (await _asks(stage, str(vera.chat), "2001:db8:1:0::1"))[2] == vera.id


async def test_the_word_of_panel_is_outside_all_limits_and_hers_alone(stage: Stage, vera: Someone) -> None:
    """Strangers go on asking after `/panel`, and one of them sits in a network that she has refused."""
    otto = await stage.person("Otto", Role.ADMIN)
    await stage.does(vera, sign_in.reset_questions)
    word = await _word(stage, vera)
    assert len(word) == 8
    await _asks(stage, str(vera.chat), "198.51.100.1")
    stage.now += MOMENT
    await _refuses(stage, vera)
    stage.now += MOMENT
    for n in range(12):
        await _asks(stage, str(vera.chat), f"203.0.{n}.1")
    assert (await _asks(stage, str(vera.chat), "198.51.100.1"))[2] is None
    assert (await _asks(stage, str(vera.chat), "198.51.100.1", "WRONGWRD"))[2] is None
    mine, *_, person = await _asks(stage, str(vera.chat), "198.51.100.1", word)
    assert person == vera.id
    assert await _chooses(stage, vera, mine)
    assert await _finishes(stage, mine)
    async with stage.database.reading() as session:
        for named, said, is_hers in ((vera, word, True), (vera, "", False), (otto, word, False)):
            found = await sign_in.is_expected(session, str(named.chat), said, now=stage.now, rules=stage.rules)
            assert found is is_hers
    stage.now += sign_in_limits.WORD_VALID_FOR
    async with stage.database.reading() as session:
        assert not await sign_in.is_expected(session, str(vera.chat), word, now=stage.now, rules=stage.rules)
    await stage.does(vera, sign_in.reset_questions)
    assert await _word(stage, vera) != word


async def _word(stage: Stage, who: Someone) -> str:
    return sign_in_limits.find_word(await get(stage, Person, who.id), stage.now) or ""


async def test_what_a_browser_asked_for_before_is_over_and_old_ones_go(stage: Stage, vera: Someone) -> None:
    before = None
    for n in range(4):  # of one network no more than two are open
        browser = Browser(hash_secret(f"one {n}"), "Firefox", "203.0.113.1", before)
        async with stage.database.unit_of_work() as session:
            await sign_in.start_sign_in(session, str(vera.chat), browser, now=stage.now, rules=stage.rules)
        assert len(await _asking(stage, vera)) == 1
        before = browser.hash
    await _asks(stage, "nobody")
    began = stage.now
    for now, left in ((sign_in.WAITS, 5), (timedelta(days=1), 5), (timedelta(days=1) + MOMENT, 3)):
        stage.now = began + now
        await _asks(stage, "nobody")
        assert await scalar(stage, select(func.count()).select_from(WebSignIn)) == left, now


async def test_those_who_name_nobody_fill_no_table(
    stage: Stage, vera: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "_NOBODYS", 3)
    browser, code, _ = await _asks(stage, str(vera.chat))
    for _ in range(5):
        newest, shown, _ = await _asks(stage, "nobody")
    assert await scalar(stage, select(func.count()).select_from(WebSignIn)) == 1 + 3
    assert (await _waiting(stage, browser), await _waiting(stage, newest)) == (code, shown)


async def test_a_person_is_asked_ten_times_an_hour_wherever_it_comes_from(stage: Stage, vera: Someone) -> None:
    async with stage.database.unit_of_work() as session:
        session.add(
            WebSession(
                token_hash=b"x", person_id=vera.id, browser="Firefox", address="203.0.113.1", began_at=stage.now,
                seen_at=stage.now,
            )
        )  # fmt: skip
    began = stage.now
    for n in range(11):
        stage.now = began + n * (sign_in.WAITS + MOMENT)
        assert ((await _asks(stage, str(vera.chat), "203.0.113.1"))[2] is not None) is (n < 10)
    stage.now = began + timedelta(hours=1) + MOMENT
    assert (await _asks(stage, str(vera.chat)))[2] == vera.id


async def test_whose_name_is_tried_learns_it_once_a_day(stage: Stage, vera: Someone) -> None:
    began, told = stage.now, []
    for n in range(60):
        stage.now = began + n * timedelta(minutes=40)
        browser, *_ = await _asks(stage, str(vera.chat), f"203.0.{n}.1")
        if n == 0:
            await _chooses(stage, vera, browser)
        told.append(len(await _letters(stage, vera, key="web-tried")))
    assert [told.index(n) for n in (1, 2)] == [10, 46], "the first was let in; then a day later"
    assert told[-1] == 2
    tried = select(func.count()).where(AuditRecord.action == "web-tried", AuditRecord.object == f"person:{vera.id}")
    assert await scalar(stage, tried) == 2


async def test_that_a_session_is_used_is_written_once_a_minute(stage: Stage, vera: Someone) -> None:
    began = stage.now
    row = WebSession(began_at=began, seen_at=began)
    for seconds, seen in ((1, 0), (59, 0), (60, 60), (61, 60), (120, 120)):
        sessions.mark_used(row, began + timedelta(seconds=seconds))
        assert row.seen_at == began + timedelta(seconds=seen)


@pytest.mark.parametrize(
    ("address", "is_known"),
    [("127.0.0.1", True), ("::1", True), ("10.0.0.7", True), ("192.168.1.1", True), ("8.8.8.8", False), ("?", False)],
)
def test_of_an_address_is_said_what_it_says_itself(address: str, is_known: bool) -> None:
    found = address_info.describe_place("en", address)
    assert address in found and (found != address) is is_known


def test_this_computer_and_a_private_network_are_told_apart() -> None:
    assert (
        len({address_info.describe_place("en", one).replace(one, "") for one in ("127.0.0.1", "10.0.0.7", "8.8.8.8")})
        == 3
    )


async def test_what_a_form_led_to_is_kept_for_a_day(stage: Stage, vera: Someone) -> None:
    row = await add(
        stage,
        WebSession(
            token_hash=b"x", person_id=vera.id, browser="Firefox", address="", began_at=stage.now, seen_at=stage.now
        ),
    )
    key = row.id
    for ago in (sent_forms.KEPT, sent_forms.KEPT - MOMENT, timedelta()):
        async with stage.database.unit_of_work() as session:
            await sent_forms.record_form(session, key, f"k{ago}", "/there", stage.now - ago)
    async with stage.database.unit_of_work() as session:
        await sent_forms.record_form(session, key, "new", "/there", stage.now)
    kept = set(await scalars(stage, select(SentForm.key)))
    assert kept == {f"k{sent_forms.KEPT - MOMENT}", f"k{timedelta()}", "new"}


async def test_of_many_that_are_not_let_in_admins_hear_once_a_day(stage: Stage, vera: Someone) -> None:
    async def told() -> int:
        return len([one for one in await stage.letters(vera) if one.get("key") == "security-many-failed"])

    async def asked(times: int) -> None:
        for at in range(times):
            await _asks(stage, "nobody", f"198.51.{stage.now.day}.{at}")

    await asked(sign_in.MANY - 1)
    assert await told() == 0
    await asked(2)
    assert await told() == 1
    stage.later(hours=23, minutes=59)
    await asked(sign_in.MANY)
    assert await told() == 1
    stage.later(minutes=1)
    await asked(1)
    assert await told() == 2
