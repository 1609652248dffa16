"""Nobody gets in by what they send: thousands of inputs no person would send, and webhooks nobody signed.

`FUZZ_INPUTS` says how many (300; 10,000 by `make fuzz`), `FUZZ_SEED` which; a failing run prints its seed.
"""

import base64
import hmac
import io
import json
import logging
import os
import random
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
import structlog
from aiohttp import ClientSession, web
from sqlalchemy import func, select

from db.database import Database
from db.models import Box, Invite, Job, JobState, Person, Role, Ticket
from ops import logs
from tests.flows.acts import answers, dismissed, filed_and_taken, files
from tests.flows.fuzz import Fuzz
from tests.flows.group import make_group
from tests.flows.phone import Phone, buttons
from tests.flows.servers import serving
from tests.flows.stage import Stage
from tests.sql import scalars, sole
from todoist_sync import webhook

INPUTS = int(os.environ.get("FUZZ_INPUTS", "300"))
pytestmark = [pytest.mark.sentence("5 Guarantees"), pytest.mark.limit(240 + INPUTS)]
SEED = int(os.environ.get("FUZZ_SEED", "20261120"))
CANARY = "alabaster-kestrel-4711"
NOTE = "granite-heron-0815"
SECRET = "the app's client secret"
_MARKUP = {"text_link", "text_mention", "spoiler", "pre", "custom_emoji", "strikethrough", "underline"}
_AT_ONCE = 50
_NO_FILE = "Bad Request: wrong file identifier/HTTP URL specified"  # an agent's own album of files that never were


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged at INFO, as an operator would have it, but for nothing known to be a secret: only what
    the code itself keeps out stays out."""
    root, hook = logging.getLogger(), sys.excepthook
    before, configured = (root.handlers[:], root.level), structlog.get_config()
    stream = io.StringIO()
    logs.configure_logs("INFO", "json", [], stream)
    yield stream
    root.handlers[:], root.level = before
    sys.excepthook = hook
    structlog.configure(**configured)


async def _inject(stage: Stage, updates: list[str]) -> None:
    calls = [{"verb": "update", "raw_text": f"{{{update}}}", "apart": True} for update in updates]
    for outcome in await stage.telegram.do("batch", calls=calls):
        assert outcome["ok"], outcome
    await stage.settle()


async def _state(stage: Stage) -> tuple[dict[str, object], *tuple[object, ...]]:
    """What no stranger may change: the ticket of somebody else, the team, the invites."""
    async with stage.database.sessions() as session:
        ticket = (await session.execute(select(Ticket.__table__).where(Ticket.number == 1))).one()
        team = select(Person.id, Person.role).where(Person.role != Role.REQUESTER).order_by(Person.id)
        people = (await session.execute(team)).all()
        invites = (await session.execute(select(func.count()).select_from(Invite))).scalar_one()
        blocked = (await session.execute(select(func.count()).where(Person.blocked_at.is_not(None)))).scalar_one()
    clocks = (
        "remind_at",
        "escalate_at",
        "close_at",
        "counted_at",
        "look_at",
    )  # times that the desk sets, the last for figures
    kept = {k: v for k, v in ticket._mapping.items() if k not in clocks}
    return kept, people, invites, blocked


async def test_fuzzed_updates_presses_links_and_commands_of_strangers(
    stage: Stage, rita: Phone, olga: Phone, log: io.StringIO
) -> None:
    """No crash, no foreign ticket, no markup, no secret and nobody's words in the log."""
    anna = await stage.phone("Anna")
    await filed_and_taken(anna, olga, f"The safe opens with {CANARY}")
    await olga.writes(f"/note 1 {NOTE}")
    await files(rita, "The badge printer prints nothing at all")
    mallory = await stage.phone("Mallory")
    await mallory.writes("/start")
    group = await make_group(stage)
    before = await _state(stage)
    fuzz = Fuzz(SEED, [rita.id, mallory.id], messages=60, group=group.id)
    updates = list(fuzz.updates(INPUTS))
    await stage.telegram.do("fault", method="sendMessage", reset=True, times=None, probability=0.02, seed=SEED)
    await stage.telegram.do("fault", method="editMessage*", status=502, html=True, times=None, probability=0.02, seed=1)
    for at in range(0, len(updates), _AT_ONCE):
        await _inject(stage, updates[at : at + _AT_ONCE])
        await stage.pass_time(seconds=45)
    await stage.telegram.do("fault/clear")
    for _ in range(12):
        await stage.pass_time(minutes=6)

    after = await _state(stage)
    changed = {k: (v, after[0][k]) for k, v in before[0].items() if after[0][k] != v}
    assert changed == {}, f"seed {SEED}"
    assert after == before, f"seed {SEED}"
    buried = await scalars(stage, select(Job.error).where(Job.state == JobState.BURIED))
    stuck = await sole(stage, "select count(*) from job_keys where worker is not null")
    assert set(buried) <= {"an update of an unknown shape"}, f"seed {SEED}"
    assert stuck == 0
    for phone in (rita, mallory, group):
        chat = json.dumps(await phone.received())
        assert CANARY not in chat, f"seed {SEED}"
        assert NOTE not in chat, f"seed {SEED}"
    for phone in (rita, mallory, olga, anna):
        kinds = {entity["type"] for message in await phone.received() for entity in message.get("entities", ())}
        assert not kinds & _MARKUP, f"seed {SEED}: {kinds}"
    said = log.getvalue()
    assert "an update cannot be understood" in said
    assert "Traceback" not in said, f"seed {SEED}: {said[said.index('Traceback') - 500 :][:3000]}"
    for secret in (stage.telegram_world.token, stage.telegram_world.token.split(":")[1], CANARY, NOTE, "evil.example"):
        assert secret not in said, f"seed {SEED}"


async def test_forged_numbers_in_an_agents_own_commands_and_presses_break_nothing(
    stage: Stage, olga: Phone, ivan: Phone, log: io.StringIO
) -> None:
    """Staff's own doors: whatever numbers they type, nothing is buried and every press is answered."""
    anna = await stage.phone("Anna")
    for n in range(3):
        await files(anna, f"The safe number {n} does not open")
    updates = [u for u in Fuzz(SEED + 1, [olga.id, ivan.id], messages=80).updates(INPUTS) if "never_heard" not in u]
    for at in range(0, len(updates), _AT_ONCE):
        await _inject(stage, updates[at : at + _AT_ONCE])
    await stage.pass_time(minutes=5)
    buried = await scalars(stage, select(Job.error).where(Job.state == JobState.BURIED))
    admins = await sole(stage, select(func.count()).where(Person.role == Role.ADMIN))
    assert set(buried) <= {"an update of an unknown shape", _NO_FILE}, f"seed {SEED}"
    assert admins == 1
    assert "Traceback" not in log.getvalue(), f"seed {SEED}: {log.getvalue()[-3000:]}"


async def test_nothing_that_the_team_types_behind_a_slash_reaches_a_requester(
    stage: Stage, rita: Phone, olga: Phone, log: io.StringIO
) -> None:
    """By no reply, question, caption, album or edit, whatever command it was meant to be."""
    anna = await stage.phone("Anna")
    await filed_and_taken(anna, olga, "The badge printer prints nothing at all")
    number = await filed_and_taken(rita, olga, "The safe does not open")
    replied = [await answers(olga, number, "We come on Monday")]
    replied += [message["message_id"] for message in await olga.received()]
    updates = list(Fuzz(SEED + 4, [olga.id], messages=60).slashes(INPUTS // 2, CANARY, replied))
    for at in range(0, len(updates), _AT_ONCE):
        await _inject(stage, updates[at : at + _AT_ONCE])
        asked = [message for message in await olga.received() if f"to:{number}" in buttons(message)]
        for message in asked[-3:]:
            await olga.presses(f"to:{number}", on=message["message_id"], force=True)  # one may end another
        await stage.pass_time(seconds=45)
    await stage.pass_time(minutes=5)
    for phone in (rita, anna):
        leaked = [m for m in await phone.received() if CANARY in json.dumps(m)]
        assert leaked == [], f"seed {SEED}"
    assert "words that go nowhere yet" in " ".join(await rita.texts()), f"seed {SEED}"
    assert "Traceback" not in log.getvalue(), f"seed {SEED}: {log.getvalue()[-3000:]}"


async def test_fuzzed_edits_and_deletions_by_a_former_agent_change_nothing(
    stage: Stage, rita: Phone, olga: Phone, log: io.StringIO
) -> None:
    number = await filed_and_taken(rita, olga, "The safe does not open")
    said = [await answers(olga, number, f"Try it again, time {n}") for n in range(3)]
    said += [await olga.writes(f"/note {number} {NOTE}")]
    as_sent = stage.telegram_world.chats[olga.id].messages
    messages = [dict(as_sent[one].body) for one in said]
    await dismissed(stage, olga)
    boris = await stage.agent("Boris")
    await boris.writes("/next")  # of one that nobody has taken is told again as time goes by
    await stage.pass_time(minutes=1)
    before = await rita.received(), await stage.board.comments(number), await _state(stage)
    updates = list(Fuzz(SEED + 2, [olga.id], messages=60).former(messages, max(50, INPUTS // 10)))
    for at in range(0, len(updates), _AT_ONCE):
        await _inject(stage, updates[at : at + _AT_ONCE])
        await stage.pass_time(seconds=45)
    after = await rita.received(), await stage.board.comments(number), await _state(stage)
    assert after == before, f"seed {SEED}"
    assert "Traceback" not in log.getvalue(), f"seed {SEED}: {log.getvalue()[-3000:]}"


async def test_fuzzed_titles_comments_and_files_on_the_board(
    stage: Stage, rita: Phone, olga: Phone, log: io.StringIO
) -> None:
    """Whatever a collaborator writes by the interface: colleagues' words beside it arrive, nothing is given up on, and
    what a file's address may lead to is brought to nobody."""
    number = await filed_and_taken(rita, olga, "The safe does not open")
    users = [await stage.board.user(name) for name in ("Pavel", "Boris", "Ada")]
    fuzz, good = Fuzz(SEED + 3, [rita.id], messages=60), []
    forged, titles = list(fuzz.comments(INPUTS // 10, stage.todoist.url)), list(fuzz.titles(INPUTS // 30))
    task = (await stage.board.task(number))["id"]
    for at in range(0, len(forged), 10):
        for n, comment in enumerate(forged[at : at + 10]):
            await stage.board.does("comment/add", by=users[n % 2], task_id=task, quietly=True, **comment)
        good.append(f"good-{at}-words")
        await stage.board.does("comment/add", by=users[2], task_id=task, content=good[-1], quietly=True)
        for title in titles[at // 30 : at // 30 + 1]:
            await stage.board.does("task/update", by=users[0], id=task, content=f"#{number} {title}", quietly=True)
        await stage.settle()
        for _ in range(3):
            await stage.pass_time(minutes=2)
    arrived = "\n".join(await rita.texts())
    assert [one for one in good if one not in arrived] == [], f"seed {SEED}"
    buried = await scalars(stage, select(Job.error).where(Job.state == JobState.BURIED))
    assert buried == [], f"seed {SEED}"
    assert not [message for message in await rita.received() if message["files"]], f"seed {SEED}"
    assert "Traceback" not in log.getvalue(), f"seed {SEED}: {log.getvalue()[-3000:]}"


async def test_what_people_type_is_never_markup_on_the_board(stage: Stage, olga: Phone) -> None:
    mallory = await stage.phone("**Olga:** <b>M</b>")
    typed = (
        "> #1 closed\n**Olga:** [click](https://evil.example) ![](https://evil.example/x.png) <img src=x>\n- [ ] task"
    )
    await files(mallory, typed.replace("\n", " "))
    await mallory.writes(typed)
    await stage.pass_time(seconds=5)
    (comment,) = [c for c in await stage.board.comments(1) if "evil" in c]
    assert "[click](" not in comment.replace("\\[", "").replace("\\]", "")
    assert not [line for line in comment.split("\n")[1:] if line.startswith("**")]
    description = str((await stage.board.task(1))["description"])
    assert "[click](" not in description.replace("\\[", "").replace("\\]", "")


async def test_no_error_of_a_client_carries_the_token_into_the_log(
    stage: Stage, rita: Phone, olga: Phone, log: io.StringIO
) -> None:
    """HTTP clients put the address, and with it the token, into the text of their errors."""
    await filed_and_taken(rita, olga, f"The safe opens with {CANARY}")
    for trouble in (
        {"reset": True},
        {"html": True},
        {"status": 500},
        {"status": 429, "retry_after": 1},
        {"after": True},
    ):
        await stage.telegram.do("fault", method="*", times=4, **trouble)
        await stage.todoist.do("fault", path="*", times=2, **{**trouble, "retry_after": trouble.get("retry_after")})
        await rita.writes(f"And again {CANARY}", quietly=True)
        for _ in range(4):
            try:
                await stage.pass_time(seconds=70)
            except Exception as error:  # noqa: BLE001  (a poll that fails is the poller's loop's to handle)
                assert stage.telegram_world.token not in str(error)
    said = log.getvalue()
    account = (await stage.todoist.read("state"))["users"][0]
    for secret in (stage.telegram_world.token, stage.telegram_world.token.split(":")[1], CANARY, account.get("token")):
        assert not secret or secret not in said


# ------------------------------------------------------------------- webhooks


@pytest_asyncio.fixture
async def hook(database: Database) -> AsyncIterator[str]:
    """The webhook's address."""
    app = web.Application(client_max_size=webhook.LIMIT_BYTES)
    webhook.add_routes(app, database, secret=SECRET, now=lambda: datetime(2026, 11, 20, 9, tzinfo=UTC))
    async with serving(app) as url:
        yield url + webhook.PATH


async def _rows(database: Database) -> int:
    return await sole(database, select(func.count()).where(Job.box == Box.FROM_TODOIST))


def _signature(body: bytes) -> str:
    return base64.b64encode(hmac.digest(SECRET.encode(), body, "sha256")).decode()


async def test_fuzzed_webhooks_store_nothing_and_never_fail(hook: str, database: Database, log: io.StringIO) -> None:
    dice = random.Random(SEED)
    async with ClientSession() as http:
        for _ in range(INPUTS // 3):
            body = dice.randbytes(dice.choice((0, 1, 20, 2000)))
            good = _signature(body)
            forged = dice.choice(("", good[:-2], good.lower(), good[::-1], f"{good}=", "x" * 5000, "é", "0"))
            headers = {webhook.SIGNATURE: forged} if forged != good and dice.random() < 0.9 else {}
            async with http.post(hook, data=body, headers=headers) as answer:
                assert answer.status in (401, 400), f"seed {SEED}"
        async with http.post(hook, data=b"x" * (webhook.LIMIT_BYTES + 1)) as answer:
            assert answer.status == 413
    assert await _rows(database) == 0
    assert "Traceback" not in log.getvalue()
