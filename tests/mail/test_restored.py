"""Mails beside a restored backup: what was mailed before and after it still finds its request, or is one of its own."""

from copy import copy
from pathlib import Path

import pytest

from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from tests.backup.test_erased_again import _type
from tests.flows.acts import answers
from tests.mail.post import ADDRESS, Post, make_bounce, posted
from tests.mail.test_by_mail import KIM
from tests.mail.test_pairs import BOSS
from tests.mail.test_several_addresses import BILLS, OTHERS
from tests.mail.test_side_conversations import SUPPLIER, _forwarded, _held
from tests.sql import fetch, scalar

pytestmark = [pytest.mark.xdist_group("backup"), pytest.mark.limit(300)]
_SAID = """
select t.number, e.kind, e.body from entries e join tickets t on t.id = e.ticket_id
where e.origin = 'mail' and e.kind <> 'remark' order by e.id
"""


async def _said(database: Database) -> list[tuple[int, str, str]]:
    return [tuple(one) for one in await fetch(database, _SAID)]


async def test_mails_of_both_sides_of_a_backup_are_each_taken_once(
    server: EmbeddedServer, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database_url)
    database = Database(create_engine(database_url))
    async with posted(database, mailbox=(ADDRESS, BILLS), others=OTHERS) as post:
        olga, number = post.stage.olga, await _held(post, "The pump leaks", to=BILLS, Cc=BOSS)
        before = await _forwarded(post, number, "A seal?")
        code, out, err = await _type(capsys, "backup")
        assert (code, err) == (0, "")
        await answers(olga, number, "Which pump is it?")
        await post.settle()
        answer = post.take_one()
        await post.writes(KIM, "A K-200", answers=answer)
        after = await _forwarded(post, number, "And this?", "sam@other.example")
        await post.writes("eve@far.example", "The lift stands still", subject="Lift")
        lost = post.take_one()
        url = await server.create_database("restored_mail")
        monkeypatch.setenv("DATABASE_URL", url)
        code, told, err = await _type(capsys, "restore", out.splitlines()[-1].partition(": ")[0])
        assert code == 0, (told, err, out)
        stage = copy(post.stage)
        stage.database = Database(create_engine(url))
        again = await Post.open(stage, post.server, others=OTHERS)
        try:
            for mail in post.server.mails:
                mail.is_seen = False  # as the guide says
            await post.writes_unread(KIM, "K-300, sorry", answers=answer)
            await post.writes_unread(SUPPLIER, "Ten of them", answers=before)
            await post.writes_unread("sam@other.example", "In red", answers=after)
            await post.writes_unread(BOSS, "And hurry", answers=answer)
            await post.writes_unread("eve@far.example", "It still does", answers=lost)
            post.server.deliver(make_bounce(answer["Message-ID"]))
            while await again.collector.collect_once():
                pass
            while await again.inbox.run_once():
                pass
            said = await _said(stage.database)
            assert (number, "comment", "The pump leaks") == said[0]
            theirs = {(body, kind) for of, kind, body in said[1:] if of == number}
            assert theirs == {
                ("A K-200", "comment"),
                ("K-300, sorry", "comment"),
                ("And hurry", "comment"),
                ("Ten of them", "note"),
            }
            whole = await scalar(stage, "select count(*) from mails m join blobs b on b.id = m.text_id")
            named = await scalar(stage, "select answers_from from tickets order by id limit 1")
            assert (whole, named) == (len(said), BILLS), "each is kept whole, and the address that was written to"
            others = sorted(body for of, kind, body in said if of != number and kind == "comment")
            assert others == ["In red", "It still does", "The lift stands still"], "no word is lost"
        finally:
            await again.aclose()
            await stage.database.aclose()
    await database.aclose()
