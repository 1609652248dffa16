"""Words that somebody took back are said by nobody from then on, whatever happened to them before: every message of a
random history is a word of its own, and no reader says one that was taken back.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from db.database import Database
from db.models import Integration
from desk.integrations.scopes import Scope
from desk.metrics import ExportChoice, exports
from desk.metrics.periods import find_period
from tests.flows import cast
from tests.flows.acts import filed_and_taken, linked
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.clients import as_vera
from tests.flows.panel.browser import browser_at
from tests.flows.phone import Phone, words
from tests.flows.scenes import row
from tests.flows.stage import VERA, Stage, staged
from tests.flows.test_content_edits import edits
from tests.flows.webhooks.catcher import RULES, SETTINGS, Catcher, catching, sending, sent
from tests.sql import execute, fetch, scalar

pytestmark = pytest.mark.sentence("What was said before")

EXAMPLES, FIRST = int(os.environ.get("PROPERTY_EXAMPLES", "24")) // 12, int(os.environ.get("FIRST_SEED", "1"))
ACTS, MOST = 14, 3
_COPIES = """
select 'history' as place, field as what from history t where t::text like :word
union all select 'events', kind from events_feed t where t::text like :word
union all select 'digests', key from digest_lines t where t::text like :word
union all select 'questions', kind::text from questions t where t::text like :word
union all select 'tickets', number::text from tickets t where t::text like :word
union all select 'quotes', kind::text from entries where quote like :word and withdrawn_at is null
union all select 'answers', key from idempotency_keys t where t::text like :word
union all select 'words', word from known_words t where t::text like :word
union all select 'letters', key from jobs where state <> 'done' and box = 'to_telegram'
  and convert_from(payload, 'UTF8') like :word
"""
"""Where words may stand beside the entry that keeps them, shown to nobody."""


@dataclass(slots=True)
class Said:
    """A message of somebody's that is not taken back: `wordings`: what it says, and said before."""

    by: Phone | None
    message_id: int
    wordings: list[str]


@dataclass(slots=True)
class Life:
    """What happened so far."""

    stage: Stage
    random: Random
    rita: Phone
    shop: Client
    crm: Client
    said: list[Said] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    asked: list[tuple[Client, str, str, Any, str]] = field(default_factory=list)
    n: int = 0

    @property
    def olga(self) -> Phone:
        return self.stage.olga

    def word(self) -> str:
        """One that was never said."""
        self.n += 1
        return f"qz{self.random.randrange(10**6)}x{self.n}z"

    def number(self) -> int:
        return self.random.choice(self.numbers)

    async def keyed(self, client: Client, path: str, body: dict[str, Any]) -> Any:
        """Through the API under a key, which is sent again at the end."""
        key = f"k{self.n}-{len(self.asked)}"
        self.asked.append((client, "POST", path, body, key))
        return await client.asks("POST", path, body, idempotency_key=key)

    async def shown_to(self, phone: Phone, word: str) -> int | None:
        """The message in their chat that says it."""
        found = [m for m in await phone.received() if word in words(m)]
        return found[-1]["message_id"] if found else None


async def files(life: Life) -> None:
    if len(life.numbers) >= MOST:
        return
    word = life.word()
    number = await filed_and_taken(life.rita, life.olga, f"My pin is {word}, help")
    chat = [m for m in await life.rita.chat() if m["from"] == "person" and word in words(m)]
    life.numbers.append(number)
    life.said.append(Said(life.rita, chat[-1]["message_id"], [word]))


async def adds(life: Life) -> None:
    number, word = life.number(), life.word()
    receipt = [m for m in await life.rita.received() if f"#{number} " in words(m)]
    if receipt:
        message = await life.rita.writes(f"And {word}", reply_to=receipt[-1]["message_id"])
        life.said.append(Said(life.rita, message, [word]))


async def answers_with_a_quote(life: Life) -> None:
    theirs = [one for one in life.said if one.by is life.rita]
    if theirs:
        quoted = life.random.choice(theirs).wordings[-1]
        at = await life.shown_to(life.olga, quoted)
        if at is not None:
            word = life.word()
            message = await life.olga.writes(f"Well {word}", reply_to=at, quote=quoted)
            life.said.append(Said(life.olga, message, [word]))


async def notes(life: Life) -> None:
    word = life.word()
    message = await life.olga.writes(f"/note {life.number()} Inside {word}")
    life.said.append(Said(life.olga, message, [word]))


async def holds(life: Life) -> None:
    """The reason is a note, which goes where it is deleted on the board."""
    word = life.word()
    await life.olga.writes(f"/hold {life.number()} waits for {word}")
    life.said.append(Said(None, 0, [word]))


async def edits_one(life: Life) -> None:
    mine = [one for one in life.said if one.by is life.rita]
    if mine:
        one, word = life.random.choice(mine), life.word()
        await edits(life.rita, one.message_id, f"My pin is {word} now")
        one.wordings.append(word)


async def answers_through_a_system(life: Life) -> None:
    word = life.word()
    kind = life.random.choice(("replies", "notes"))
    await life.keyed(life.crm, f"/tickets/{life.number()}/{kind}", {"text": f"From outside {word}"})
    if life.crm.status == 201:
        life.said.append(Said(None, 0, [word]))


async def merges(life: Life) -> None:
    await life.olga.writes(f"/merge {life.number()} into {life.number()}")


async def parts(life: Life) -> None:
    await life.olga.writes(f"/unmerge {life.number()}")


async def splits(life: Life) -> None:
    theirs = [one for one in life.said if one.by is life.rita]
    if theirs:
        at = await life.shown_to(life.olga, life.random.choice(theirs).wordings[-1])
        if at is not None:
            await life.olga.writes("/split", reply_to=at)


async def renames(life: Life) -> None:
    await life.olga.writes(f"/subject {life.number()} About {life.word()}")


async def is_read_elsewhere(life: Life) -> None:
    """A system that may change everything is answered with all that was said."""
    await life.keyed(life.crm, f"/tickets/{life.number()}/replies", {"text": "We look at it"})


async def takes_back(life: Life) -> None:
    if not life.said:
        return
    one = life.said.pop(life.random.randrange(len(life.said)))
    if one.by is not None:
        await one.by.writes("/delete", reply_to=one.message_id)
    elif not await _deleted_there(life, one.wordings[-1]):
        return
    life.gone += one.wordings


async def _deleted_there(life: Life, word: str) -> bool:
    await life.stage.pass_time(seconds=25)
    comments = (await life.stage.board.state())["comments"]
    found = [one for one in comments if word in one["content"] and not one["is_deleted"]]
    if not found:
        return False
    await life.stage.board.does("comment/delete", by=str(found[0]["posted_uid"]), id=found[0]["id"])
    await life.stage.pass_time(seconds=25)
    return bool(await scalar(life.stage, "select count(*) from entries where withdrawn_at is not null and body like :w",
                           w=f"%{word}%"))  # fmt: skip


DONE: tuple[Callable[[Life], Awaitable[None]], ...] = (
    files, adds, adds, answers_with_a_quote, answers_with_a_quote, notes, holds, edits_one, answers_through_a_system,
    merges, parts, splits, renames, is_read_elsewhere, takes_back, takes_back, takes_back,
)  # fmt: skip


@pytest.mark.limit(1800)
async def test_no_reader_says_what_was_taken_back(database: Database) -> None:
    async with (
        staged(database, begins=(cast.olga,), web__url=URL, **RULES) as stage,
        api_of(stage, **SETTINGS) as http,
        catching() as catcher,
        sending(stage) as sender,
    ):
        vera = stage.vera
        shop, crm = [Client(http, await token_of(vera, name)) for name in ("Shop", "Crm")]
        scopes = {"Shop": [Scope.TICKETS, Scope.EVENTS], "Crm": list(Scope)}
        for name, given in scopes.items():
            of = update(Integration).where(Integration.name == name)
            await execute(stage, of.values(scopes=[one.value for one in given], per_minute=10**9))
        hook = await crm.asks("POST", "/webhooks", {"url": catcher.url})
        await linked(stage, stage.olga)
        for seed in range(FIRST, FIRST + max(EXAMPLES, 1)):
            asks = await stage.phone(f"Rita{seed}")
            life = Life(stage, Random(seed), asks, shop, crm)
            await files(life)
            for act in [*life.random.choices(DONE, k=ACTS), takes_back]:
                await act(life)
                await stage.settle()
                if life.random.random() < 0.3:
                    await sent(sender)
                told = [] if act is takes_back else _told(catcher, life.gone)
                assert told == [], f"seed {seed}, {act.__name__}"
                catcher.forget()
            await stage.pass_time(seconds=60)
            await _says_nothing(life, http, f"seed {seed}")
            await crm.asks("POST", f"/webhooks/{hook['id']}/again", {})
            await sent(sender)
            assert _told(catcher, life.gone) == [], f"seed {seed}, told again"


def _told(catcher: Catcher, gone: list[str]) -> list[str]:
    return [word for word in gone if any(word.encode() in body for _, body in catcher.caught)]


async def _says_nothing(life: Life, http: httpx.AsyncClient, seed: str) -> None:
    """No reader says any of them, and nothing else keeps them."""
    stage = life.stage
    for word in life.gone:
        kept = await fetch(stage, _COPIES, word=f"%{word}%")
        assert kept == [], f"{seed}: {word} is kept in {kept}"
    pages = {name: page async for name, page in _read(life, http)}
    for name, page in pages.items():
        found = [word for word in life.gone if word in page]
        assert not found, f"{seed}: {name} says {found}"
    still = [one.wordings[-1] for one in life.said if one.by is life.rita]
    assert not still or any(word in page for word in still for page in pages.values()), "it reads what was not"


async def _read(life: Life, http: httpx.AsyncClient) -> Any:
    """Everything that anybody may read, by its name."""
    for client, name in ((life.shop, "shop"), (life.crm, "crm")):
        yield f"{name} tickets", str(await client.asks("GET", "/tickets?limit=100"))
        after = None
        while True:
            page = await client.asks("GET", f"/events?limit=100{f'&cursor={after}' if after else ''}")
            yield f"{name} events {after}", str(page)
            if not page["items"] or page["next_cursor"] == after:
                break
            after = page["next_cursor"]
    for client, method, path, body, key in life.asked:
        yield f"answer of {path}", str(await client.asks(method, path, body, idempotency_key=key))
    state = await life.stage.board.state()
    yield "tasks", str([one for one in state["tasks"] if not one["is_deleted"]])
    yield "comments", str([one for one in state["comments"] if not one["is_deleted"]])
    yield "export", await _exported(life)
    async with browser_at(int(httpx.URL(str(http.base_url)).port or 0)) as browser:
        await browser.signs_in(life.stage.vera, str(VERA))
        for path in ("/tickets", "/log", "/", *(f"/tickets/{number}" for number in life.numbers)):
            await browser.opens(path)
            yield path, browser.page
        for word in life.gone[-5:]:
            await browser.opens(f"/tickets?q={word}")
            assert "of-subject" not in browser.page, f"{word} is found"
    for number in life.numbers:
        await life.olga.writes(f"/ticket {number}")
        opened = await life.olga.last_id()
        for press in (f"history:{number}:0", f"history:{number}:1", f"thread:{number}:0", f"thread:{number}:1"):
            yield f"/ticket {number}", await life.olga.reads()
            await life.olga.presses(press, on=opened, force=True)
            yield f"/ticket {number} {press}", await life.olga.reads()


async def _exported(life: Life) -> str:
    async with as_vera(life.stage) as desk:
        await exports.request_export(desk, ExportChoice(find_period("month", desk.today), names=True, words=True))
    await life.stage.settle()
    found = await row(life.stage, "select content from report_results where kind = 'export' order by id desc limit 1")
    with zipfile.ZipFile(io.BytesIO(found[0])) as archive:
        return "".join(archive.read(name).decode("utf-8") for name in archive.namelist())
