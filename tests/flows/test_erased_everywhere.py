"""After an erasure nothing holds a person's words, whichever door they came by and whoever had a copy: each chat of the
simulated Telegram, the board, the files on disk and every table are looked through."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from db.database import Database
from sandbox.telegram.chats import Chat, Side
from tests.desk.privacy.filling import MARK, find_marker
from tests.flows import cast
from tests.flows.acts import answers, dismissed
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.group import BOT, make_group
from tests.flows.panel.browser import browser_at, panel_of
from tests.flows.panel.test_ask import fills
from tests.flows.scenes import row
from tests.flows.stage import VERA, Stage, staged
from tests.flows.trainees import as_role
from tests.mail.post import Post
from tests.mail.servers import serving_mail
from tests.texts import piece_of

pytestmark = [pytest.mark.sentence("Privacy"), pytest.mark.limit(300)]
TEAM = -4001
SAID = f"My heating {MARK} does not work"
NAME = MARK.capitalize()


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk with a board, a staff group, an agent of both, one who leaves, and a trainee."""
    begins = (cast.olga, cast.ivan, cast.account_of_olga)
    rules = {"staff_chat_id": TEAM, "web__url": URL, "requests__intake_quiet": timedelta(), "team__own_at_once": True}
    async with staged(database, begins=begins, **rules) as made:
        await made.telegram.do("group", person=VERA, title="The team")
        await made.settle()
        await made.agent("Tim")
        await as_role(made, made.people["Tim"], "trainee")
        await made.people["Vera"].writes("/settings erase_days 0")
        yield made


async def _private(stage: Stage, _open: AsyncExitStack) -> None:
    guest = await stage.phone(NAME, last_name="Kern")
    await guest.writes(SAID)
    await guest.sends("document", caption=f"{MARK} plan")
    await guest.writes("/new")
    await guest.writes(f"And the lift, says {MARK}")


async def _group(stage: Stage, _open: AsyncExitStack) -> None:
    group = await make_group(stage)
    await group.do("group/admin", rights=["can_delete_messages"])
    guest = await stage.phone(NAME)
    await group.write(guest, f"{BOT} {SAID}")
    await group.send(guest, f"{BOT} {MARK} twice")


async def _account(stage: Stage, _open: AsyncExitStack) -> None:
    vera, guest = stage.vera, await stage.phone(NAME)
    await stage.telegram.do("account", person=vera.id)
    await stage.settle()
    await vera.presses("own_all")
    await stage.telegram.do("account/message", **{"owner": vera.id, "with": guest.id, "text": SAID})
    await stage.settle()


async def _call(stage: Stage, _open: AsyncExitStack) -> None:
    await stage.telegram.do("guest", on=True)
    guest = await stage.phone(NAME)
    await stage.telegram.do("guest/message", chat="Hall", person=guest.id, text=f"{BOT} {SAID}")
    await stage.settle()


async def _mail(stage: Stage, opened: AsyncExitStack) -> None:
    server = await opened.enter_async_context(serving_mail(stage.clock))
    post = await Post.open(stage, server)
    opened.push_async_callback(post.aclose)
    sender, files = f"{NAME} <{MARK}@acme.example>", {f"{MARK}.png": b"x"}
    await post.writes(sender, SAID, subject=f"{MARK} again", files=files, Cc="Bob Lee <bob@acme.example>")


async def _form(stage: Stage, opened: AsyncExitStack) -> None:
    port = await opened.enter_async_context(panel_of(stage))
    visitor = await opened.enter_async_context(browser_at(port))
    await stage.vera.writes("/settings web_form on")
    assert await fills(stage, visitor, name=NAME, contact=f"{MARK}@acme.example", text=SAID)
    await stage.settle()


async def _api(stage: Stage, opened: AsyncExitStack) -> None:
    client = Client(await opened.enter_async_context(api_of(stage)), await token_of(stage.vera))
    await client.opens(SAID, name=NAME, context={"page": f"/{MARK}"})
    await stage.settle()


DOORS: dict[str, Callable[[Stage, AsyncExitStack], Awaitable[None]]] = {
    "private": _private, "group": _group, "account": _account, "call": _call, "mail": _mail, "form": _form, "api": _api,
}  # fmt: skip


async def _spread(stage: Stage, number: int) -> None:
    """Let everybody have a copy: who had it and left, a trainee, an approver, readers of notes, the board, lists."""
    board = stage.begun[cast.account_of_olga]
    vera, olga, ivan, tim = (stage.people[name] for name in ("Vera", "Olga", "Ivan", "Tim"))
    if number > 1:
        await vera.writes(f"/merge {number - 1} into {number}")
    await ivan.presses(f"claim:{number}")
    await answers(ivan, number, f"Dear {MARK}, we come on Monday")
    await ivan.writes(f"/note {number} {MARK} is angry")
    await ivan.writes(f"/hand {number} Olga")
    await dismissed(stage, ivan)
    card = await olga.message_with(f"release:{number}")
    await olga.sends("photo", caption=f"Like this, {MARK}?", reply_to=card["message_id"])
    await stage.board.comment(number, f"// seen by {MARK}", by=board)
    await stage.board.comment(number, f"on the board: {MARK}", by=board)
    await stage.board.update(number, by=board, description=f"{MARK} again", labels=[MARK])
    await stage.board.attach(number, f"{MARK}.txt", MARK.encode(), by=board)
    task = await stage.board.task(number)
    await stage.board.add(f"Call {MARK}", by=board, parent_id=task["id"], description=MARK, labels=[MARK])
    await olga.writes(f"/escalate {number} {MARK} is angry")
    await olga.writes(f"/hold {number} waits for {MARK}")
    await olga.writes("/find heating")
    await olga.writes(f"/ticket {number}")
    for list_of in ("/mine", "/all", "/queue"):
        await vera.writes(list_of)
    await olga.writes(f"/hand {number} Tim")
    card = await tim.message_with(f"release:{number}")
    await tim.writes(f"My draft for {MARK}", reply_to=card["message_id"])  # is it for the requester?
    await tim.writes(f"We bring a new one, {MARK}", reply_to=card["message_id"])


def _list_words(stage: Stage, requesters: set[int]) -> Iterator[tuple[str, str]]:
    """Yield where words stand in Telegram, but for what is the requester's own: their chats, and what they typed."""
    world = stage.telegram_world
    for chat in world.chats.values():
        if chat.chat_id not in requesters:
            yield from _list_said(chat, requesters, is_there=chat.person is None)
            yield from ((f"topic in {chat.about}", topic.name) for topic in chat.topics.values())
    for chat in world.guests.chats.values():
        yield from _list_said(chat, requesters, is_there=False)


def _list_said(chat: Chat, requesters: set[int], *, is_there: bool) -> Iterator[tuple[str, str]]:
    """`is_there`: a member, who may delete what others wrote."""
    for one in chat.messages.values():
        by = one.body.get("from", {}).get("id")
        if not one.deleted and (one.side is Side.BOT or is_there or by not in requesters):
            said = [str(one.body.get(key, "")) for key in ("text", "caption", "document", "photo")]
            yield f"{chat.about.get('first_name') or chat.about.get('title')} {one.message_id}", " ".join(said)


def _list_on_board(stage: Stage) -> Iterator[str]:
    """Yield all that Todoist has and that can be deleted there: its log of activity cannot."""
    world = stage.todoist_world
    for table in (world.projects, world.sections, world.items, world.notes):
        yield from (f"board: {one}" for one in table.rows.values() if not one["is_deleted"])
    for account in world.accounts.values():
        yield from (f"label: {one}" for one in account.labels.rows.values() if not one["is_deleted"])


async def _find_copies(stage: Stage, data: Path) -> list[str]:
    requesters = {phone.id for name, phone in stage.people.items() if name == NAME}
    found = [f"{at}: {said}" for at, said in _list_words(stage, requesters) if MARK in said.casefold()]
    found += list(_list_on_board(stage))
    found += [str(path) for path in data.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]
    return [one for one in found if MARK in one.casefold()]


async def _erase(stage: Stage, number: int) -> None:
    vera = stage.vera
    await vera.writes(f"/erase {number}")
    (person,) = await row(stage, "select requester_id from tickets where number = :n", n=number)
    await vera.presses(f"erase:{person}:1")
    for minutes in (2, 11, 11):
        await stage.pass_time(minutes=minutes)


@pytest.mark.board
@pytest.mark.parametrize("door", DOORS)
async def test_no_place_keeps_a_marker(stage: Stage, door: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as opened:
        await DOORS[door](stage, opened)
        (number,) = await row(stage, "select max(number) from tickets where filed_at is not null")
        await _spread(stage, number)
        before = await _find_copies(stage, tmp_path)
        assert {one.partition(" ")[0] for one in before} >= {"Vera", "Olga", "Ivan", "Tim", "The"}, before
        await _erase(stage, number)
    async with stage.database.unit_of_work() as session:
        assert await find_marker(session) == {}
    assert await _find_copies(stage, tmp_path) == []
    told = await stage.vera.reads()
    (copies,) = await row(stage, "select copies from erasures")
    assert copies >= 8 and piece_of("erasure-copies", n=copies) in told
