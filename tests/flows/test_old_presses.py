"""Every button, kept and pressed after its ticket or its presser has become something else, or a colleague has pressed
the same one: it does nothing, or what the same button would do if it were shown now, or its command."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from sqlalchemy import select, text

from db.embedded.shared_server import EmbeddedServer
from db.models import ClientRole, MembershipSource, Organization, Origin, Person, Role
from desk import Desk
from desk.organizations import members, organization_verbs
from desk.organizations.record_fields import OrganizationValues
from desk.policy.permissions import ALL
from desk.privacy import erasing
from desk.staff import board_accounts
from tests.flows.clients import as_vera
from tests.flows.matrix_presses import PRESSES
from tests.flows.matrix_rows import ADMIN, Try, button_prefixes
from tests.flows.phone import Phone, buttons
from tests.flows.test_each_right_alone import _TABLES, _TRIED, _may_only
from tests.flows.town import COLUMNS, Town, standing_town
from tests.sql import execute, fetch

pytestmark = [pytest.mark.sentence("5 Permissions and presses"), pytest.mark.limit(300)]

_NAMED = re.compile(r"\{(free|held|escalated|resolved|closed|cancelled|draft)\}")
_OLGA = "/staff then person:{olga}"
_TRAINEE = f"{_OLGA} then role:{{olga}} then giverole:{{olga}}:trainee then /staff then person:{{olga}}"
_TOPIC = "/categories then adrow:topics:1:1 then adrow:topics:1:2"
_GROUP = "/groups then chat:1 then chat_allow:1:1"
_SHOWN_BY = {
    "staff:1": _OLGA, "topics:{olga}:1": _OLGA, "topic:{olga}:1:1:1": f"{_OLGA} then topics:{{olga}}:1",
    "shifts:{olga}:week:1": _OLGA,
    "adask:texts:en.bfe8d608:words": "/text looking after then adrow:texts:en.bfe8d608:1",
    "ad:texts::1": "/text request then ad:texts::2", "ad:events::1": "/event then adrow:events:1:1",
    "found:1": "/find alabaster then found:2",
    "allby:agent:1": "/open then allby::1", "allset:status:new": "/open then allby::1 then allby:status:1",
    "earlier:{held}:1": "/release {held}", "join:{held}": "/ticket {held} then alike:{held}",
    "leave:{held}": "/ticket {held} then alike:{held} then join:{held}",
    "progress:{held}": "/pending {held} then /ticket {held}",
}  # fmt: skip
"""What shows a button to who may do everything, where a row of the matrix names a step of others."""
_UNSHOWN = {
    "turns a page, and so few do not fill one": "list:1 list:all:changed:1 mine:1 attention:1 all:1 queue:1 asks:1:1 "
    "kb_found:1 kb_list:draft:1 more:card:{held}:2 more:open:{held}:2 for_page:{held}:1",
    "of a menu, long value, changed text, session, second language, cause or shift, which the town has not": ""
    "setpre:max_open:0 menupub:down "
    "menuundo:1 adundo:texts:en.bfe8d608:1 web_endall kb_in:1:en cause:{held}: shiftclear:{olga}",
    "shown to who may not publish": "kb_propose:1",
    "shown to who made or removed it alone: test_mailings.py, test_canned.py, test_events.py": "mailing:1:2 "
    "mailing_to:1:language:en mailing_send:1 mailing_drop:1 mailing_stop:1 addo:replies:1:restore "
    "addo:events:1:restore problem:1",
    "of a step of the setup that is done": "setup:2:0 setuphours:9-06",
    "shown to who has a request, or registers": "to:new register:start",
    "with another number here": "setundo:max_open:1 kb_publish:1:3 setupstep:2:show hear:cards:off",
}
"""Rows whose button nobody of the town is shown: they are not pressed here."""
_ROWS_UNSHOWN = {name for names in _UNSHOWN.values() for name in names.split()}
_OF_HERE = [
    Try("setupstep:1:show", ADMIN, "/settings"),
    Try("hear:cards:silent", ADMIN, "/notifications"),
    Try("setundo:max_open:9", ADMIN, "/settings max_open then setto:max_open:50"),
    *(Try(one, ADMIN, f"{_TRAINEE} then trainee:{{olga}}") for one in ("promote:{olga}", "mentor:{olga}:{vera}")),
    *(Try(f"problem_{one}:1", ADMIN, f"{_TOPIC} then problem_on:1") for one in ("publish", "drop")),
    Try("problem_over:1", ADMIN, f"{_TOPIC} then problem_on:1 then problem_publish:1 then problem_end:1"),
    *(Try(f"chat_{one}:1:1", ADMIN, f"{_GROUP} then chat_{one}s:1:1") for one in ("event", "org")),
]
"""Buttons that name a change that was made just before, or are shown only after one."""
_SHOWN = [what for what in PRESSES if what.may and what.does not in _ROWS_UNSHOWN]
_OF_TICKETS = [what for what in _SHOWN if _NAMED.search(what.does)]
_OF_THE_DESK = [*_OF_HERE, *(what for what in _SHOWN if what in _TRIED and not _NAMED.search(what.does))]
_OF_CLIENTS = [what for what in PRESSES if what.does.startswith("org_") and what.does != "org_figures:1"]
_ABOUT_ONESELF = ["mydata", "forgetask", "forget", "forgetnot", "lang:ru", "news:taken:0"]
_OF_ONESELF = [what for what in PRESSES if what.does in _ABOUT_ONESELF]
_ELSEWHERE = {
    "shows, or is the presser's own choice": "account article begun chat_events chat_orgs follow ideashown ideavote "
    "led led_by link mail mailing_off masked menu org_figures phoneway psessions review setuplink similar_article "
    "plans stats trainee unfollow write",
    "asks first, or ends with the question that it is under": "also_to applicant appr ask plan canned_alone "
    "canned_change canned_send canned_solve canwait consent copies erase erasenot erasewhom fill fillskip forward_for "
    "gone held helped lasting maildrop mailopen mention_drop mention_take need_person not_problem nowait "
    "register_skip register_way sendon similar_use still system_join targets testremove treeoffer web_none "
    "web_pick whose whosemail",
    "sets what it names, whatever was there": "admit blockall brake disconnect evict exempt for_outlet own_all "
    "own_include own_join own_not own_off own_yes system_part unlink unshare web_end web_endit",
    "of a price, a bill or a problem in one state": "bill paid problem_ask topup",
}
"""Buttons that are not pressed here, by why: the file that `matrix_presses.py` names presses them, twice or late."""
_DUMP = text(
    " union all ".join(f"select '{one}', to_jsonb(t)::text from {one} t" for one in (*_TABLES.split(), "people"))  # noqa: S608
)
_COMMANDS = {
    "cancel": "/cancel {}", "deescalate": "/deescalate {}", "block": "/block {}", "event": "/event {} olympiad",
    "kb_from": "/kb from {}", "progress": "/progress {}", "hold": "/hold {}", "prio": "/priority {} 1",
}  # fmt: skip
"""What may be typed also where the button is not shown: on what a colleague holds, and on what is over."""
_CALLED_OFF = ("forgetnot", "_presser_joins_the_team")
"""An erasure that somebody of the team stops is called off in any case."""
_Change = Callable[[Town, Phone, int], Awaitable[None]]


@pytest_asyncio.fixture(scope="module")
async def town(server: EmbeddedServer) -> AsyncIterator[Town]:
    """Build one town for all of it."""
    async with standing_town(server) as made:
        yield made


async def _is_taken(town: Town, _phone: Phone, number: int) -> None:
    await town.people["admin"].writes(f"/take {number}")


async def _is_resolved(town: Town, _phone: Phone, number: int) -> None:
    await town.people["admin"].writes(f"/resolve {number}")


async def _is_merged(town: Town, _phone: Phone, number: int) -> None:
    into = town.numbers["escalated"]
    await town.people["admin"].writes(f"/merge {number} into {into}")


async def _is_cancelled(town: Town, _phone: Phone, number: int) -> None:
    await execute(
        town.stage,
        "update tickets set status = 'cancelled', ended_at = :now where number = :n",
        now=town.stage.clock(),
        n=number,
    )


async def _is_erased(town: Town, _phone: Phone, number: int) -> None:
    await _erase(town, "select requester_id from tickets where number = :key", number)


async def _presser_is_erased(town: Town, phone: Phone, _number: int) -> None:
    await _erase(town, "select id from people where telegram_id = :key", phone.id)


async def _presser_is_merged(town: Town, phone: Phone, _number: int) -> None:
    """Somebody of North who is known by mail alone turns out to be them."""
    async with as_vera(town.stage) as desk:
        other = Person(name="Mail", role=Role.REQUESTER, created_at=desk.now)
        desk.session.add(other)
        await desk.session.flush()
        north = await desk.session.get_one(Organization, 1)
        await members.join_organization(desk, other, north, ClientRole.USER, MembershipSource.ADMIN)
        me = await desk.session.scalar(select(Person).where(Person.telegram_id == phone.id))
        assert me is not None
        await board_accounts.merge_people(desk, other, me)
    await town.stage.settle()  # their drafts go to the team


async def _organization_is_removed(town: Town, _phone: Phone, _number: int) -> None:
    async with as_vera(town.stage) as desk:
        await organization_verbs.remove_organization(desk, 1)


async def _members_have_changed(town: Town, _phone: Phone, _number: int) -> None:
    """An admin has confirmed one member and ended another."""
    async with as_vera(town.stage) as desk:
        await members.end_membership(desk, await members.get_membership(desk, 1))
        await members.confirm_membership(desk, await members.get_membership(desk, 4))


async def _presser_leads_no_more(town: Town, _phone: Phone, _number: int) -> None:
    async with as_vera(town.stage) as desk:
        await members.change_role(desk, await members.get_membership(desk, 3), ClientRole.USER)


async def _erase(town: Town, query: str, key: int) -> None:
    async with town.stage.database.unit_of_work() as session:
        whose = await session.scalar(text(query), {"key": key})
        desk = Desk(session, Origin.CLOCK, None, now=town.stage.clock(), rules=town.stage.settings)
        if (await session.get_one(Person, whose)).role is Role.REQUESTER:
            await erasing.erase_person(desk, int(whose or 0), since=town.stage.clock())


async def _presser_reads_only(town: Town, phone: Phone, _number: int) -> None:
    given = "update people set role = 'reviewer', role_given = 'reviewer' where telegram_id = :id and role = 'agent'"
    await execute(town.stage, given, id=phone.id)


async def _presser_changes_organization(town: Town, phone: Phone, _number: int) -> None:
    async with as_vera(town.stage) as desk:
        south = await organization_verbs.create_organization(desk, OrganizationValues("South"))
        theirs = "person_id = (select id from people where telegram_id = :id)"
        moved = f"update memberships set organization_id = :to where {theirs}"  # noqa: S608
        await desk.session.execute(text(moved), {"to": south.id, "id": phone.id})


async def _presser_joins_the_team(town: Town, phone: Phone, _number: int) -> None:
    async with town.stage.database.unit_of_work() as session:
        given = "update people set role = 'agent', role_given = 'agent' where telegram_id = :id"
        await session.execute(text(given), {"id": phone.id})


async def _has_left(town: Town, phone: Phone, _number: int) -> None:
    left = "update people set role = 'requester', dismissed_at = :now, grants = '{}' where telegram_id = :id"
    ended = "update memberships set ended_at = :now where person_id in (select id from people where telegram_id = :id)"
    for done in (left, ended):
        await execute(town.stage, done, now=town.stage.clock(), id=phone.id)


CHANGES: list[_Change] = [
    _is_taken, _is_resolved, _is_merged, _is_cancelled, _is_erased,
    _has_left, _presser_is_erased, _presser_reads_only, _presser_changes_organization, _presser_is_merged,
]  # fmt: skip
_OF_ORGANIZATIONS = [
    _organization_is_removed, _members_have_changed, _presser_leads_no_more,
    _has_left, _presser_is_erased, _presser_changes_organization, _presser_is_merged,
]  # fmt: skip


async def _gets(town: Town, what: Try, column: str, phone: Phone) -> int | None:
    """Let somebody get the button; return the newest message that has it."""
    first = _SHOWN_BY.get(what.does, what.first)
    for step in town.filled(first, column).split(" then ") if first else ():
        if step.startswith("/"):
            await phone.writes(step)
        elif await _find(phone, step) is not None:  # else a colleague has done it
            await phone.presses(step)
    return await _find(phone, town.filled(what.on or what.does, column))


async def _find(phone: Phone, data: str) -> int | None:
    """Return the newest message with the button, also if it comes with *More*."""
    for _ in range(4):
        chat = await phone.received()
        on = next((m["message_id"] for m in reversed(chat) if data in buttons(m)), None)
        more = max((one for one in buttons(chat[-1]) if one.startswith("more:")), default=None)
        if on is not None or more is None:
            return on
        await phone.presses(more)
    return None


async def _do(town: Town, phone: Phone, does: str, on: int) -> Counter[str]:
    """Press it, or type it; return the rows that came of it, without ids and times."""
    before = Counter((await town.dump(phone)).splitlines())
    await (phone.writes(does) if does.startswith("/") else phone.presses(does, on=on, force=True))
    return _compare(phone, before, Counter((await town.dump(phone)).splitlines()))


def _compare(phone: Phone, before: Counter[str], after: Counter[str]) -> Counter[str]:
    is_met = re.compile(rf"people: .*'name': '{phone.name}'")  # Telegram says who presses
    return Counter(row for row in map(_blur, (after - before).elements()) if not is_met.match(row))


_OF_MOMENT = re.compile(r"id|at|.*_(?:at|id|on|until)")


def _blur(line: str) -> str:
    table, _, row = line.partition(": ")
    told = {name: value for name, value in json.loads(row).items() if not _OF_MOMENT.fullmatch(name)}
    if table == "report_results":
        del told["content"]  # each file in a zip has the second at which it was packed
    return f"{table}: {told}"


_OF_STAFF = {_presser_reads_only: True, _presser_is_erased: False, _presser_changes_organization: False}
"""What becomes of members of the team alone, or of others alone."""


def _get_column(what: Try) -> str:
    """Return who tries it: the least of those who may; of an organization, who works for it."""
    return "agent" if what.does.startswith("for_") else next(column for column in COLUMNS if column in what.may)


def _can_become(what: Try, change: _Change) -> bool:
    column = _get_column(what)
    return _OF_STAFF.get(change) in (None, "agent" in column or column == "admin")


@pytest.mark.parametrize(
    ("what", "change"),
    [
        pytest.param(what, change, id=f"{what}-{change.__name__}")
        for what in _OF_TICKETS
        for change in CHANGES
        if _can_become(what, change)
    ],
)
async def test_an_old_button_does_nothing_or_what_a_new_one_does(town: Town, what: Try, change: _Change) -> None:
    column = _get_column(what)
    phone, data = town.people[column], town.filled(what.does, column)
    number = town.number_in(what.does, column) or 0
    await town.restore()
    on = await _gets(town, what, column, phone)
    assert on is not None, "its button is not shown"
    await change(town, phone, number)
    did = await _do(town, phone, data, on)
    if not did:
        return
    await town.restore()
    await change(town, phone, number)
    now, name = await _gets(town, what, column, phone), data.partition(":")[0]
    assert now is not None or name in _COMMANDS, f"no such button is shown, but the old one did {did}"
    does = data if now is not None else _COMMANDS[name].format(number)
    assert did == await _do(town, phone, does, now or 0)


@pytest.mark.parametrize("what", _OF_THE_DESK, ids=str)
async def test_after_a_colleague_pressed_it_an_old_button_does_nothing_or_what_a_new_one_does(
    town: Town, what: Try
) -> None:
    """About people, integrations, webhooks, groups, settings, lists: who may do all has it, and an admin is first."""
    nina, data = town.people["agent on their own ticket"], town.filled(what.does, "agent")
    on = await _gets_as_lead(town, what, nina)
    assert on is not None, "its button is not shown"
    if not await _is_pressed_first(town, what):
        return  # it only shows something
    did = await _changes(town, nina, data, on)
    if not did:
        return
    await _gets_as_lead(town, what, nina)
    await _is_pressed_first(town, what)
    now = await _gets(town, what, "agent", nina)
    assert now is not None, f"no such button is shown, but the old one did {did}"
    assert did == await _changes(town, nina, data, now)


@pytest.mark.parametrize("change", _OF_ORGANIZATIONS)
async def test_a_directors_old_buttons_do_nothing_or_what_new_ones_do(town: Town, change: _Change) -> None:
    """About members, links and figures: of the organization as it is by now."""
    assert await _list_wrong(town, "director", _OF_CLIENTS, change) == []


@pytest.mark.parametrize("change", [_presser_is_erased, _presser_is_merged, _presser_joins_the_team])
async def test_old_buttons_about_oneself_do_nothing_or_what_new_ones_do(town: Town, change: _Change) -> None:
    """What is stored, its erasure, a new request, the language: of who presses, as they are by now."""
    assert await _list_wrong(town, "user", _OF_ONESELF, change) == []


async def _list_wrong(town: Town, column: str, rows: list[Try], change: _Change) -> list[object]:
    """Return the old buttons that do what a new one does not."""
    phone, wrong = town.people[column], list[object]()
    for what in rows:
        await town.restore()
        on = await _gets(town, what, column, phone)
        assert on is not None, f"{what} is not shown"
        await change(town, phone, 0)
        did = await _changes(town, phone, what.does, on)
        if did:
            await town.restore()
            await change(town, phone, 0)
            now = await _gets(town, what, column, phone)
            done = now and await _changes(town, phone, what.does, now)
            if did != done and (what.does, change.__name__) != _CALLED_OFF:
                wrong.append((what.does, did - (done or Counter()), (done or Counter()) - did))
    return wrong


async def _gets_as_lead(town: Town, what: Try, nina: Phone) -> int | None:
    await town.restore()
    await _may_only(town, nina, ALL)
    return await _gets(town, what, "agent", nina)


async def _is_pressed_first(town: Town, what: Try) -> bool:
    """Let Vera press the same button; return True if something changed."""
    vera = town.people["admin"]
    on = await _gets(town, what, "admin", vera)
    assert on is not None, "its button is not shown"
    return bool(await _changes(town, vera, town.filled(what.does, "admin"), on))


async def _changes(town: Town, phone: Phone, data: str, on: int) -> Counter[str]:
    """Press it; return the rows of the desk that came of it, without ids and times."""
    before = await _load_rows(town)
    await phone.presses(data, on=on, force=True)
    return _compare(phone, before, await _load_rows(town))


async def _load_rows(town: Town) -> Counter[str]:
    return Counter(f"{table}: {row}" for table, row in await fetch(town.stage, _DUMP))


def test_each_kind_of_button_is_pressed_late_or_it_is_said_why_not() -> None:
    pressed = {what.does.partition(":")[0] for what in (*_OF_TICKETS, *_OF_THE_DESK, *_OF_CLIENTS, *_OF_ONESELF)}
    unshown = {name.partition(":")[0] for name in _ROWS_UNSHOWN} - pressed
    listed = [name for names in _ELSEWHERE.values() for name in names.split()]
    assert sorted([*pressed, *unshown, *listed]) == sorted(button_prefixes())
    assert {*_ROWS_UNSHOWN, *_SHOWN_BY} <= {what.does for what in PRESSES}
