"""A list is declared once: by each filter, each door that has it shows the same rows, also after some came, changed
and went."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import cycle
from typing import Any, get_type_hints

import pytest
from sqlalchemy import select, text, update

from db.database import Database
from db.models import ArticleState, Origin, Person, Role, Status, Ticket
from desk.ideas.idea_list import IDEAS, IdeaFilters
from desk.ideas.ideas import IdeaStatus
from desk.integrations.scopes import Scope
from desk.knowledge.article_lists import ARTICLES, ArticleFilters, Shelf
from desk.later.planned_list import PLANS, PlanFilters
from desk.listing import ListOf, write_address, write_filters
from desk.organizations.record_lists import (
    CONTACTS,
    ORGANIZATIONS,
    OUTLETS,
    ContactFilters,
    OrganizationFilters,
    OutletFilters,
)
from desk.policy.ticket_list import ALL, EVERY, PANEL, TICKETS, TicketFilters, TicketReader, Turn
from desk.policy.visibility import Readers
from desk.queries.memberships import MEMBERS, MemberFilters
from desk.queries.panel.requesters import REQUESTERS, RequesterFilters
from desk.tickets.time_spent import TIME, TimeFilters
from tests.flows.api.client import Client, api_of, token_of
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.sources import files, text_of_file
from tests.sql import execute
from tests.test_house import PRODUCT, ROOT

pytestmark = pytest.mark.sentence("Attention, lists and few buttons")


_SORTS = ("newest", "oldest", "recently_updated", "least_recently_updated")


@dataclass(frozen=True)
class _Doors:
    """Where Vera and a system read lists."""

    stage: Stage
    vera: Phone
    browser: Browser
    crm: Client
    sorts: Iterator[str] = field(default_factory=lambda: cycle(_SORTS))

    async def press(self, command: str, listed: str, row: str) -> list[int]:
        """The ids of the rows' buttons on all pages, whose presses are called `listed` and the page."""
        seen, page = list[int](), 1
        await self.vera.writes(command)
        shown = await self.vera.last_id()
        while True:
            await self.vera.presses(f"{listed}:{page}", on=shown, force=True)
            there = await self.vera.buttons()
            seen += [int(found[1]) for one in there if (found := re.match(rf"{row}:(\d+)", one))]
            page += 1
            if f"{listed}:{page}" not in there:
                return seen

    async def open(self, address: str, row: str, turn: str = "page") -> list[int]:
        """The ids of the links of this form on all pages."""
        seen, page = list[int](), 1
        while True:
            await self.browser.opens(f"{address}{turn}={page}")
            assert self.browser.status == 200, address
            seen += dict.fromkeys(int(one) for one in re.findall(rf'href="{row}/(\d+)(?:\?[^"]*)?"', self.browser.page))
            page += 1
            if f"{turn}={page}" not in self.browser.page:
                return seen

    async def ask(self, path: str, **asked: object) -> list[int]:
        """The ids on all pages."""
        given = "&".join(f"{name}={value}" for name, value in asked.items() if value is not None)
        seen, cursor = list[int](), ""
        while cursor is not None:
            page = await self.crm.asks("GET", f"{path}?limit=25&{given}{cursor and '&cursor='}{cursor}")
            assert self.crm.status == 200, page
            seen += [one["number" if path == "/tickets" else "id"] for one in page["items"]]
            cursor = page["next_cursor"]
        return seen


Door = Callable[[_Doors, Any], Awaitable[list[int]]]


async def _articles_in_the_bot(at: _Doors, asked: ArticleFilters) -> list[int]:
    return await at.press("/kb", f"kb_list:{asked.state}", "kb")


async def _articles_in_the_panel(at: _Doors, asked: ArticleFilters) -> list[int]:
    topic = "" if asked.topic is None else asked.topic
    return await at.open(f"/answers?state={asked.state}&topic={topic}&", "/answers")


async def _articles_of_the_api(at: _Doors, asked: ArticleFilters) -> list[int]:
    return await at.ask("/articles", state=asked.state)


async def _ideas_to_vote_for(at: _Doors, _asked: IdeaFilters) -> list[int]:
    return await at.press("/idea", "ideashown", "ideavote")


async def _plans_in_the_bot(at: _Doors, _asked: PlanFilters) -> list[int]:
    return await at.press("/later", "plans", "plan")


async def _plans_in_the_panel(at: _Doors, _asked: PlanFilters) -> list[int]:
    await at.browser.opens("/later")
    return [int(one) for one in re.findall(r'href="/tickets/(\d+)#plans"', at.browser.page)]


def _get_group(asked: IdeaFilters) -> str:
    return asked.statuses[0] if asked.statuses is not None and len(asked.statuses) == 1 else ""


async def _ideas_in_the_bot(at: _Doors, asked: IdeaFilters) -> list[int]:
    return await at.press("/ideas", f"ad:ideas:{_get_group(asked)}", "adrow:ideas")


async def _ideas_in_the_panel(at: _Doors, asked: IdeaFilters) -> list[int]:
    return await at.open(f"/answers/ideas?inside={_get_group(asked)}&", "/answers/ideas")


async def _ideas_of_the_api(at: _Doors, asked: IdeaFilters) -> list[int]:
    return await at.ask("/ideas", status=_get_group(asked) or None)


async def _organizations_in_the_panel(at: _Doors, asked: OrganizationFilters) -> list[int]:
    return await at.open(f"/organizations?q={asked.sought[0] if asked.sought else ''}&", "/organizations")


async def _organizations_of_the_api(at: _Doors, asked: OrganizationFilters) -> list[int]:
    return await at.ask("/organizations", tax_id=asked.tax_id)


async def _outlets_in_the_panel(at: _Doors, asked: OutletFilters) -> list[int]:
    return await at.open(f"/organizations/{asked.of}?", f"/organizations/{asked.of}/outlets", "outlets")


async def _outlets_of_the_api(at: _Doors, asked: OutletFilters) -> list[int]:
    return await at.ask("/outlets", organization=f"o-{asked.of}" if asked.of else None)


async def _contacts_in_the_panel(at: _Doors, asked: ContactFilters) -> list[int]:
    return await at.open(f"/organizations/{asked.of}?", f"/organizations/{asked.of}/contacts", "contacts")


async def _contacts_of_the_api(at: _Doors, asked: ContactFilters) -> list[int]:
    phone = asked.phone.replace("+", "%2B") if asked.phone else None
    return await at.ask("/contacts", phone=phone, organization=f"o-{asked.of}" if asked.of else None)


async def _members_in_the_bot(at: _Doors, asked: MemberFilters) -> list[int]:
    return await at.press("/organization", f"org_members:{asked.of}", "org_member")


async def _members_in_the_panel(at: _Doors, asked: MemberFilters) -> list[int]:
    await at.browser.opens(f"/organizations/{asked.of}")
    return [int(one) for one in re.findall(r"/members/(\d+)/remove", at.browser.page)]


async def _members_of_the_api(at: _Doors, asked: MemberFilters) -> list[int]:
    return await at.ask("/memberships", organization=f"o-{asked.of}" if asked.of else None)


async def _requesters_in_the_panel(at: _Doors, asked: RequesterFilters) -> list[int]:
    return await at.open(write_address("/requesters", asked, "").removesuffix("page="), "/requesters")


async def _time_of_the_api(at: _Doors, asked: TimeFilters) -> list[int]:
    said = {
        name: _say(value)
        for name, value in ((one.name, getattr(asked, one.name)) for one in fields(asked))
        if value is not None
    }
    return await at.ask("/time", **said)


_IN_THE_BOT = {"category", "agent", "priority", "turn", "state", "late"}
_IN_THE_API = {
    "agent": "assignee", "category": "topic", "client": "organization", "channel": "source", "status": "status",
    "open": "open", "tag": "tag", "external_ref": "external_ref", "filed_since": "filed_since",
    "filed_before": "filed_before", "ended_since": "ended_since", "ended_before": "ended_before",
    "updated_since": "updated_since", "own": "field",
}  # fmt: skip


def _list_asked(asked: TicketFilters) -> dict[str, Any]:
    every = {one.name: one.default for one in fields(TicketFilters)} | {"state": ALL}
    return {name: getattr(asked, name) for name, usual in every.items() if getattr(asked, name) != usual}


async def _open_tickets_in_the_bot(at: _Doors, asked: TicketFilters) -> list[int]:
    await execute(at.stage, update(Person).where(Person.id == 1).values(open_list=write_filters(asked)))
    return await at.press("/open", "all", "open")


async def _tickets_of_vera(at: _Doors, _asked: TicketFilters) -> list[int]:
    return await at.press("/mine", "mine", "open")


async def _tickets_in_the_panel(at: _Doors, asked: TicketFilters) -> list[int]:
    return await at.open(write_address("/tickets", asked, "").removesuffix("page="), "/tickets")


async def _tickets_of_the_api(at: _Doors, asked: TicketFilters) -> list[int]:
    said = {_IN_THE_API[name]: value for name, value in _list_asked(asked).items()}
    sort = next(at.sorts)
    return await at.ask("/tickets", sort=sort, **{name: _say(value) for name, value in said.items()})


def _say(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    said = value.isoformat() if isinstance(value, datetime) else str(value)
    return said.lower().replace("+", "%2B") if isinstance(value, datetime | bool) else said


_OPEN = (IdeaStatus.NEW, IdeaStatus.PLANNED)
_ENDED = [(one,) for one in IdeaStatus if one not in _OPEN]
DOORS: dict[str, tuple[ListOf[Any, Any], Any, dict[Door, Callable[[Any], bool]]]] = {
    "articles": (ARTICLES, ArticleFilters(Shelf.ALL), {
        _articles_in_the_bot: lambda asked: asked.topic is None and asked.state is not Shelf.ALL,
        _articles_in_the_panel: lambda _: True,
        _articles_of_the_api: lambda asked: asked.topic is None and asked.state in set(ArticleState),
    }),
    "ideas": (IDEAS, IdeaFilters(), {
        _ideas_to_vote_for: lambda asked: asked.shown,
        _ideas_in_the_bot: lambda asked: asked.statuses in [_OPEN, *_ENDED],
        _ideas_in_the_panel: lambda asked: asked.statuses in [_OPEN, *_ENDED],
        _ideas_of_the_api: lambda asked: not asked.shown and asked.statuses != _OPEN,
    }),
    "organizations": (ORGANIZATIONS, OrganizationFilters(), {
        _organizations_in_the_panel: lambda asked: asked.tax_id is None,
        _organizations_of_the_api: lambda asked: asked.sought is None,
    }),
    "outlets": (OUTLETS, OutletFilters(), {
        _outlets_in_the_panel: lambda asked: asked.of,
        _outlets_of_the_api: lambda _: True,
    }),
    "contacts": (CONTACTS, ContactFilters(), {
        _contacts_in_the_panel: lambda asked: asked.of and asked.phone is None,
        _contacts_of_the_api: lambda _: True,
    }),
    "members": (MEMBERS, MemberFilters(), {
        _members_in_the_bot: lambda asked: asked.of,
        _members_in_the_panel: lambda asked: asked.of,
        _members_of_the_api: lambda asked: asked.person is None,
    }),
    "plans": (PLANS, PlanFilters(), {
        _plans_in_the_bot: lambda asked: asked.author == 1, _plans_in_the_panel: lambda asked: asked.author == 1,
    }),
    "requesters": (REQUESTERS, RequesterFilters(), {_requesters_in_the_panel: lambda _: True}),
    "time": (TIME, TimeFilters(), {_time_of_the_api: lambda asked: asked.tickets is None}),
    "tickets": (TICKETS, EVERY, {
        _open_tickets_in_the_bot: lambda asked: (
            asked.state == "open" or (asked.state in list(Status) and Status(asked.state).is_open)
        ) and _list_asked(asked).keys() <= _IN_THE_BOT,
        _tickets_of_vera: lambda asked: _list_asked(asked) == {"state": "open", "agent": 1},
        _tickets_in_the_panel: lambda asked: (
            _list_asked(asked).keys() <= set(PANEL) and (asked.state != "open" or len(_list_asked(asked)) == 1)
        ),
        _tickets_of_the_api: lambda asked: _list_asked(asked).keys() <= _IN_THE_API.keys()
        and 0 not in (asked.agent, asked.category),
    }),
}  # fmt: skip
"""Each list, asked nothing, and its doors with the filters that they have."""
_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
EXAMPLES: dict[str, list[Any]] = {
    "articles.topic": [0, 1], "ideas.statuses": [_OPEN, *((one,) for one in IdeaStatus)],
    "organizations.sought": [("shop", ""), ("77", ""), ("+79160000002", "")], "organizations.tax_id": ["772"],
    "outlets.of": [1, 2], "contacts.of": [1, 2], "contacts.phone": ["+79160000002"],
    "members.of": [1, 2], "plans.author": [1, 2], "plans.tickets": [(7, 8)], "requesters.q": ["ann 3", "rita"],
    "time.tickets": [[1, 2]], "time.number": [1], "time.agent": [1], "time.organization": ["o-1"],
    "time.since": [_AT], "time.until": [_AT],
    "tickets.state": ["open", Status.ON_HOLD, Status.CLOSED], "tickets.priority": [1], "tickets.category": [0, 1],
    "tickets.agent": [0, 1], "tickets.event": [0, 1], "tickets.organization": [0, 1], "tickets.requester": [1],
    "tickets.label": ["vip", "gold"], "tickets.channel": [Origin.MAIL, Origin.TELEGRAM],
    "tickets.turn": [Turn.TEAM, Turn.OTHERS], "tickets.status": [("open",), ("closed", "pending"), ("open", "closed")],
    "tickets.open": [True, False], "tickets.tag": ["vip"], "tickets.client": ["o-1"], "tickets.outlet": [1],
    "tickets.external_ref": [("ref-1",)], "tickets.own": ["1:Lift"],
    "tickets.filed_since": [_AT], "tickets.filed_before": [_AT],
    "tickets.ended_since": [_AT], "tickets.ended_before": [_AT], "tickets.updated_since": [_AT],
}  # fmt: skip
"""Values of filters that are neither enums nor switches."""
_BY_ID = {
    "organizations.key",
    "outlets.key",
    "contacts.key",
    "members.key",
    "members.person",
    "tickets.q",
    "tickets.external_id",
}
_READERS: dict[str, Any] = {
    "articles": Readers.AUTHORS, "plans": Person(id=1, role=Role.ADMIN, grants={}),
    "tickets": TicketReader(Ticket.filed_at.is_not(None), datetime.now(UTC)),
}  # fmt: skip


def _list_cases(name: str) -> list[Any]:
    """Each value of each filter, alone."""
    nothing = DOORS[name][1]
    cases, kinds = [nothing], get_type_hints(type(nothing))
    for one in fields(nothing):
        label = f"{name}.{one.name}"
        if isinstance(kinds[one.name], type) and issubclass(kinds[one.name], StrEnum):
            values: list[Any] = list(kinds[one.name])
        else:
            values = [True] if kinds[one.name] is bool else EXAMPLES.get(label, [])
        if one.metadata["matches"] is None:
            continue
        assert values or not one.metadata["said"] or label in _BY_ID, f"an example for {label}"
        cases += [replace(nothing, **{one.name: value}) for value in values]
    if name == "tickets":
        opened = [one for one in cases if _list_asked(one).keys() <= _IN_THE_BOT and one.state == ALL]
        cases += [replace(one, state="open") for one in opened]
    return cases


def test_each_list_has_its_doors_here() -> None:
    said = "".join(text_of_file(path) for package in PRODUCT for path in files(ROOT / package))
    assert set(re.findall(r'= ListOf\[.*\]\(\s*"(\w+)"', said)) == set(DOORS)


_BEGIN = """
update systems set per_minute = 1000;
insert into categories (id, name, folded) values (1, 'Printers', 'printers');
insert into articles (slug, state, category_id, created_at, updated_at)
  select 'a-' || n, (array['draft', 'draft', 'published', 'old'])[1 + n % 4], case when n % 3 = 0 then 1 end, now(),
    now() - n / 2 * interval '1 s' from generate_series(1, 26) n;
insert into article_texts (article_id, language, version, title, body, current, at)
  select id, 'en', 1, slug, '', state = 'published' and id % 8 <> 2, now() from articles;
insert into ideas (author_id, by_team, words, status, status_at, shown_at, created_at)
  select (select min(id) from people), false, 'Idea ' || n, (array['new', 'planned', 'done', 'declined'])[1 + n % 4],
    now(), case when n % 2 = 0 then now() end, now() from generate_series(1, 25) n;
insert into idea_votes (idea_id, person_id, by_team, at)
  select id, (select min(id) from people), false, now() from ideas where id % 3 = 0;
insert into organizations (id, name, folded, tax_id, external_id, created_at, updated_at)
  select n, 'Shop ' || n % 4, 'shop ' || n % 4, '77' || n, 'o-' || n, now(), now() from generate_series(1, 30) n;
insert into outlets (organization_id, name, created_at, updated_at)
  select 1 + n % 2, 'At ' || n % 5, now(), now() from generate_series(1, 55) n;
insert into contacts (organization_id, name, phone, created_at, updated_at)
  select 1 + n % 3, 'Anna ' || n % 5, '+7916000000' || n % 7, now(), now() from generate_series(1, 80) n;
insert into people (name, role, created_at) select 'Ann ' || n % 9, 'requester', now() from generate_series(1, 40) n;
insert into memberships (person_id, organization_id, role, source, made_at, confirmed_at)
  select id, 1 + id % 2, (array['user', 'administrator', 'director'])[1 + id % 3], 'admin', now(),
    case when id % 4 > 0 then now() end from people where name like 'Ann %';
insert into events (id, slug, name, starts_on, ends_on, created_at)
  values (1, 'fair', 'Fair', '2026-03-01', '2026-03-09', now());
insert into tickets (id, number, requester_id, status, subject, priority, origin, created_at, filed_at, updated_at,
    subject_at, status_at, priority_at, assignee_at, labels_at, category_id, assignee_id, organization_id, outlet_id,
    event_id, promised_at, needs_answer, tags, external_ref, own_fields, ended_at)
  select n, n, 1 + n % 2, s, 'Request ' || n, 1 + n % 4, 'telegram', t, t, t, t, t, t, t, t,
    case when n % 3 = 0 then 1 end, case when n % 5 = 0 then 1 end, case when n % 4 = 0 then 1 end,
    case when n % 8 = 0 then 1 end, case when n % 7 = 0 then 1 end,
    case when n % 2 = 0 then timestamptz '2020-01-01Z' else timestamptz '2099-01-01Z' end, n % 3 = 0,
    case when n % 6 = 0 then array['vip'] else array[]::text[] end, case when n % 9 = 0 then 'ref-1' end,
    jsonb_build_object('kept', jsonb_build_object('1', (array['Lift', 'Boiler'])[n % 5])),
    case when s in ('closed', 'cancelled') then t + interval '1 day' end
  from generate_series(1, 32) n cross join lateral (
    select timestamptz '2026-03-01 12:00Z' + (n - 16) * interval '1 hour' as t,
      (array['new', 'assigned', 'in_progress', 'pending', 'on_hold', 'resolved', 'closed', 'cancelled'])[1 + n % 8] as s
  ) x;
insert into time_spent (ticket_id, person_id, at, minutes, billed)
  select 1 + n % 4, case when n % 3 > 0 then 1 end, timestamptz '2026-03-01 12:00Z' + (n - 15) * interval '1 hour', n, 0
  from generate_series(1, 30) n;
update tickets set organization_id = 1 where id = 2;
update tickets set origin = (array['mail', 'api', 'group'])[1 + n % 3] from generate_series(1, 32, 5) n where id = n;
insert into approvals (id, ticket_id, author_id, verb, state, first_asked_at, asked_at, due_at, plan)
  select n, n, 1 + n % 5 / 4, 'resolve', (array['planned', 'stopped', 'planned', 'done', 'planned'])[1 + n % 5], now(),
    now(), now() + n / 2 * interval '1 h', '{}' from generate_series(6, 32) n;
insert into account_blocks (person_id, labels, source) select 2, array['gold', 'vip'], 'push';
"""
_CHANGE = """
update articles set state = 'published', updated_at = now() where id in (3, 8);
delete from article_texts where article_id = 4; delete from articles where id = 4;
insert into articles (slug, state, created_at, updated_at) values ('z', 'draft', now(), now() - interval '1 day');
update ideas set status = 'done', shown_at = null where id = 4;
delete from idea_votes where idea_id = 6; delete from ideas where id = 6;
update organizations set removed_at = now() where id = 7;
update organizations set name = 'Other', folded = 'other', tax_id = '7799' where id = 8;
update outlets set removed_at = now() where id = 5;
update outlets set organization_id = 2 where id = 6;
update contacts set removed_at = now(), phone = null where id = 5;
update memberships set ended_at = now() where id = 3;
update memberships set role = 'user', confirmed_at = now() where id = 4;
update people set blocked_at = now() where name = 'Ann 3';
update contacts set organization_id = 1, phone = '+79160000002' where id = 6;
update tickets set status = 'closed', ended_at = now(), updated_at = now() where id in (8, 16);
update tickets set priority = 1, assignee_id = 1, category_id = null, tags = array['vip'] where id in (3, 9, 17);
delete from tickets where id = 5;
update approvals set state = 'withdrawn' where id in (6, 12);
update approvals set due_at = now() where id = 30;
delete from time_spent where id = 3;
update time_spent set person_id = 2 where id = 4;
"""


async def _steps(stage: Stage) -> AsyncIterator[str]:
    for written in (_BEGIN, _CHANGE):
        async with stage.database.unit_of_work() as session:
            for one in written.split(";"):
                if one.strip():
                    await session.execute(text(one))
        yield written


@pytest.mark.limit(240)
@pytest.mark.parametrize("lists", [{"tickets"}, DOORS.keys() - {"tickets"}], ids=["tickets", "others"])
async def test_by_each_filter_each_door_has_the_same_rows(database: Database, lists: set[str]) -> None:
    async with vera_at(database) as (stage, browser), api_of(stage) as http:
        vera = stage.vera
        scopes = (Scope.ALL_READ, Scope.ARTICLES_WRITE, Scope.ORGANIZATIONS)
        doors = _Doors(stage, vera, browser, Client(http, await token_of(vera, "Crm", *scopes)))
        for switched in ("organizations", "ideas", "later", "time_spent"):
            await vera.writes(f"/settings {switched} on")
        async for _ in _steps(stage):
            for name, (listed, _, shown_by) in ((one, DOORS[one]) for one in DOORS if one in lists):
                for asked in _list_cases(name):
                    chosen = listed.choose(_READERS.get(name), asked)
                    async with stage.database.reading() as session:
                        expected = sorted([key async for key in chosen.iterate(session, select(listed.id))])
                    for door, has in shown_by.items():
                        if has(asked):
                            assert sorted(await door(doors, asked)) == expected, (door.__name__, asked)
