"""Each right alone: everything of the bot, tried by somebody who may do one thing and nothing else, and by somebody who
may do everything else. What opens is a page of the documents."""

import os
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text, update

from bot.features.registry import COMMANDS as DECLARED
from db.embedded.shared_server import EmbeddedServer
from db.models import Integration, Person, Role
from desk.acts.of_rules import NEEDED_BY_RULES
from desk.i18n import catalog
from desk.integrations import scopes
from desk.policy import Access, Verb, permissions
from desk.policy.permissions import ALL, Grant
from desk.webhooks import bodies, feed
from reports.export import export
from tests.flows.matrix import COMMANDS
from tests.flows.matrix_grants import GRANT_OF_ONE, GRANT_OF_PRESS, Needed, get_needed
from tests.flows.matrix_presses import PRESSES
from tests.flows.matrix_rows import Try, button_prefixes
from tests.flows.panel.browser import browser_at, panel_of
from tests.flows.panel.test_rights import NEEDED_BY_PAGES
from tests.flows.phone import Phone, buttons
from tests.flows.town import NOTE, Town, standing_town
from tests.sql import execute, fetch
from tests.test_house import ROOT

pytestmark = [pytest.mark.sentence("5 Permissions and presses")]

PAGE = ROOT / "docs" / "internals" / "what-a-right-opens.md"
_OF_ONE_PERSON = ("{board}", "{ada}")
"""An account of the board, and a guest of the admin who invited her."""
_TRIED = [
    what
    for what in (*COMMANDS, *PRESSES)
    if "admin" in what.may and not any(one in what.does for one in _OF_ONE_PERSON)
]
_TABLES = (
    "tickets entries history audit settings events canned_replies wordings articles article_texts systems "
    "subscriptions mailings known_problems rules reviews organizations memberships invites shifts menus menu_items "
    "preset_answers preset_texts categories policies erasures approvals briefings brakes targets agent_topics "
    "announcements contacts outlets ledger_entries payment_requests profiles ticket_participants ideas root_causes "
    "group_topics chats offers report_results held_acts time_spent recurring_requests own_fields assist_uses"
)
_DUMP = text(
    " union all ".join(f"select '{one}', to_jsonb(t)::text from {one} t" for one in _TABLES.split())  # noqa: S608
    + " order by 1, 2"
)
"""All that people do something to, but what a person only sees or chooses for themselves."""
_LEAVES = "\n## What leaves the desk\n"
_HEAD_OF_FIELDS = (
    "",
    "Exports have names and words by choice. Without `notes` they have no row of a note, without `review` no review.\n",
    "| goes out | fields |",
    "| --- | --- |",
)
_EXPORTED = (*export.TABLES, *export._REVIEW_TABLES, export._TIME)
_REFUSALS = ("Only the team", "Your role does not allow")
_OTHERS = ("held", "escalated", "resolved", "closed", "cancelled")
"""Rita's requests, which Olga has: nobody sees them without the right to."""
_NUMBER = "79995550142"
_READ = ("/tickets/{held}", "/tickets/{free}", "/tickets?state=all", "/", "/wall", "/reports", "/answers/gaps")
_SEEN = {"more:card:{held}:2"}
"""What somebody has released is everybody's."""


def _needed(what: Try) -> frozenset[Grant]:
    """What a row of the matrix needs: one of these, or nothing."""
    needed: Needed = get_needed(what.does) if what.does[0] != "/" else _declared(what.does)
    return needed if isinstance(needed, frozenset) else frozenset({needed} if needed else ())


def _declared(typed: str) -> Needed:
    found = DECLARED.by_name.get(typed[1:].partition(" ")[0])
    return found.grant if found is not None else None


@pytest_asyncio.fixture(scope="module")
async def town(server: EmbeddedServer) -> AsyncIterator[Town]:
    """Build one town for all of it."""
    async with standing_town(server) as made:
        yield made


async def _may_only(town: Town, phone: Phone, grants: Collection[Grant]) -> None:
    differs = {one.value: one in grants for one in Grant}
    only = {"role": Role.AGENT, "role_given": Role.AGENT, "grants": differs}
    await execute(town.stage, update(Person).where(Person.telegram_id == phone.id).values(only))


async def _gets(town: Town, what: Try) -> tuple[Phone, str, int]:
    """Let a colleague who may do everything get the button; return them, its data and the message with it."""
    await town.restore()
    nina = town.people["agent on their own ticket"]
    await _may_only(town, nina, ALL)
    earlier = (await nina.received() or [{"message_id": 0}])[-1]["message_id"]
    for step in town.filled(what.first, "agent").split(" then ") if what.first else ():
        if step.startswith("/"):
            await nina.writes(step)
        else:
            await nina.presses(step, on=_find(await nina.received(), step, earlier), force=True)
    doing, shown = town.filled(what.does, "agent"), town.filled(what.on or what.does, "agent")
    return nina, doing, _find(await nina.received(), shown, earlier)


def _find(chat: list[dict[str, Any]], data: str, earlier: int) -> int:
    """Return the newest message with the button, or else the newest one."""
    with_it = [message["message_id"] for message in chat if data in buttons(message)]
    newer = [message for message in with_it if message > earlier]
    return int((newer or with_it or [chat[-1]["message_id"]])[-1])


async def _tries(town: Town, phone: Phone, doing: str, on: int) -> tuple[bool, bool, bool]:
    """Return if it was refused, if anything was changed, and if requests of others were read."""
    before, seen = await _dump(town), set(await town.seen(phone))
    await (phone.writes(doing) if doing[0] == "/" else phone.presses(doing, on=on, force=True))
    new = "\n".join(set(await town.seen(phone)) - seen)
    is_refused = any(one in new for one in _REFUSALS)
    if doing[0] != "/":
        is_refused = is_refused or bool((await phone.answer())["show_alert"])
    return is_refused, await _dump(town) != before, _reads_others(town, new)


def _reads_others(town: Town, words: str) -> bool:
    theirs = "|".join(rf"#{town.numbers[state]}\b" for state in _OTHERS)
    return re.search(theirs, words) is not None and "alabaster" in words


async def _dump(town: Town) -> str:
    return str(await fetch(town.stage, _DUMP))


@pytest.mark.limit(1200)
async def test_each_right_opens_alone_what_the_page_says(town: Town) -> None:
    """Whoever has everything but a right is refused and changes nothing, also on a message that they got before;
    whoever has that right alone does no more with it than the page says; whoever has none reads nothing of others."""
    does, reads, wrong = defaultdict[Grant, set[str]](set), await _read_pages(town), list[tuple[str, str]]()
    for what in _TRIED:
        needed = _needed(what)
        nina, doing, on = await _gets(town, what)
        if needed:
            await _may_only(town, nina, ALL - needed)
            if (await _tries(town, nina, doing, on))[:2] != (True, False):
                wrong.append((what.does, "done without"))
        for grant in sorted(needed):
            await _may_only(town, nina, {grant})
            _, changed, read = await _tries(town, nina, doing, on)
            does[grant] |= {_name(what)} if changed else set()
            reads[grant] |= {"requests of others"} if read else set()
        if not needed:
            await _may_only(town, nina, ())
            if (await _tries(town, nina, doing, on))[2] and what.does not in _SEEN:
                wrong.append((what.does, "read without"))
    assert wrong == []
    _compare_page(before=_make_page(does, reads))


def _compare_page(*, before: str = "", after: str = "") -> None:
    """Compare the part of the page before `_LEAVES` or after it, or write that."""
    first, _, last = PAGE.read_text("utf-8").partition(_LEAVES)
    page = f"{before or first}{_LEAVES}{after or last}"
    if "WRITE_PAGE" in os.environ:
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page, "run it with WRITE_PAGE=1, then read the diff"


async def test_what_leaves_the_desk_has_the_fields_that_the_page_says(town: Town) -> None:
    """All that an export and the events for an integration carry, by what else their reader may do."""
    await town.restore()
    parts = (town.people["agent"], town.numbers["held"]), (town.people["admin"], town.numbers["escalated"])
    for phone, number in parts:
        await phone.writes(f"/note {number} {NOTE}")
        await phone.writes(f"/priority {number} 1")
    async with town.stage.database.unit_of_work() as session:
        joined = (
            "insert into external_people (system_id, external_id, person_id, made_at, joined_at) select 1, 'u1', "
            "requester_id, '2000-01-01', '2000-01-01' from tickets where number = :n"
        )
        await session.execute(text(joined), {"n": town.numbers["held"]})
        shop, rules = await session.get_one(Integration, 1), town.stage.settings
        lines = [
            f"| `export`, `{table.name}` | {_list(f'`{one.name}`' for one in table.columns)} |" for table in _EXPORTED
        ]
        for given in (("tickets",), ("all:read",), ("all:read", "notes")):
            shop.scopes = list(given)
            events = (await feed.read_page(session, shop, 0, 1000, now=town.stage.clock())).events
            sent = await bodies.make_bodies(session, shop, events, rules)
            assert (NOTE in str(sent)) is ("notes" in given)
            assert (_NUMBER in str(sent), bool(sent)) == (False, True)
            fields = {name for body in sent for name in _name_fields(body)}
            lines.append(
                f"| events for {', '.join(f'`{one}`' for one in given)} | {_list(f'`{one}`' for one in fields)} |"
            )
        await session.rollback()
    _compare_page(after="\n".join([*_HEAD_OF_FIELDS, *lines]) + "\n")


def _name_fields(body: object, above: str = "") -> Iterable[str]:
    """Yield each field that holds something, named with those above it."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from _name_fields(value, f"{above}.{name}".strip("."))
    elif isinstance(body, list):
        for one in body:
            yield from _name_fields(one, above)
    elif body is not None:
        yield above


async def _read_pages(town: Town) -> defaultdict[Grant, set[str]]:
    """Return what each right alone lets somebody read in the panel: of others, of what nobody has taken, of its own."""
    nina, olga, number = town.people["agent on their own ticket"], town.people["agent"], town.numbers["free"]
    await town.people["admin"].writes("/settings panel_for_agents on")
    await olga.writes(f"/note {number} {NOTE}")
    phone = "insert into profiles (person_id, phone) select requester_id, :phone from tickets where number = :n"
    await execute(town.stage, phone, phone=_NUMBER, n=number)
    found = defaultdict[Grant, set[str]](set)
    async with panel_of(town.stage) as port, browser_at(port) as browser:
        await browser.signs_in(nina, str(nina.id))
        for grant in (None, *Grant):
            await _may_only(town, nina, {grant} if grant else ())
            own = [f"/{one.strip('/')}" for one, needed in NEEDED_BY_PAGES.items() if grant in _as_set(needed)]
            read = ""
            for path in (*_READ, *(one for one in own if "{" not in one)):
                await browser.opens(path.format(**town.numbers))
                read += browser.text if browser.status == 200 else ""
            seen = {"requests of others"} if _reads_others(town, read) else set()
            seen |= {"notes"} if NOTE in read else set()
            seen |= {"phone numbers"} if _NUMBER[1:] in re.sub(r"\D", "", read) else set()
            if grant is None:
                assert seen == set()
            else:
                found[grant] = seen
    return found


def _as_set(needed: Needed) -> frozenset[Grant]:
    return needed if isinstance(needed, frozenset) else frozenset({needed} if needed else ())


def _name(what: Try) -> str:
    if what.does[0] == "/":
        return f"`{what.does.partition(' ')[0]}`"
    return catalog.say("en", f"press-{what.does.partition(':')[0]}")


def _say_right(grant: Grant) -> str:
    if grant in permissions.ANY_SETTING:
        return "that group of `/settings`"
    return catalog.say("en", f"grant-{grant.value.replace('_', '-')}")


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "–"


def _make_page(does: dict[Grant, set[str]], reads: dict[Grant, set[str]]) -> str:
    lines = [
        "# What a right opens\n",
        "Somebody with this one right and nothing else tried every command, button and page. A test writes this"
        " table and compares it.\n",
        "- *Reads*: beyond requests that nobody has taken and their own.",
        "- *Changes alone*: what they changed with nothing else. Most rights need `work` or `see_all` besides.",
        "- *Beside others*: verbs that need it besides `work`, and scopes of a token and actions of rules that only"
        " those give who have it. A rule needs `rules`, a token `integrations`.\n",
        "| right | reads | commands | pages | changes alone | beside others |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for grant in Grant:
        commands = [f"`/{name}`" for name, one in DECLARED.by_name.items() if grant in _as_set(one.grant)]
        pages = [f"`{one.strip('/')}`" for one, needed in NEEDED_BY_PAGES.items() if grant in _as_set(needed)]
        cells = (_list(reads[grant]), _list(commands), _list(pages), _list(does[grant]), _list(_beside(grant)))
        lines.append(f"| `{grant.value}`: {_say_right(grant)} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _beside(grant: Grant) -> Iterable[str]:
    """Yield what the right is asked for together with others: by the tables of the policy."""
    works = Access(staff=True, grants=frozenset({Grant.WORK}))
    also = Access(staff=True, grants=frozenset({Grant.WORK, grant}))
    yield from (f"`{one}`" for one in Verb if permissions.may_use(one, also) and not permissions.may_use(one, works))
    for scope, needed in scopes.NEEDED.items():
        if any(grant in _as_set(one) for one in needed):
            yield f"scope `{scope.value}`"
    if grant in scopes.REACH:
        yield "tokens that reach people"
    yield from (f"rule: {one}" for one, needed in NEEDED_BY_RULES.items() if grant in needed)


def test_the_table_has_no_hole() -> None:
    """Each kind of button has an entry, and none is of a button that is gone."""
    assert button_prefixes() == GRANT_OF_PRESS.keys()
    assert GRANT_OF_ONE.keys() <= {what.does for what in PRESSES}
