"""Whatever the database refuses at whatever statement, no mail is set aside for it, but for values that are its own."""

import asyncio
import itertools
from collections.abc import Iterator

import asyncpg
import pytest
from sqlalchemy import event

from db.database import Database
from tests.failing import KINDS, refusing
from tests.flows.scenes import row
from tests.mail.post import posted
from tests.mail.test_collecting import _deliver, _list
from tests.mail.test_hook import MAIL, _provided

_OWN = ("22", "23", "54")


def _refuse(*_: object) -> None:
    raise asyncpg.InvalidPasswordError("refused")


def _each() -> Iterator[tuple[int, str]]:
    return ((nth, state) for nth in itertools.count(1) for state in KINDS)


@pytest.mark.limit(300)
async def test_the_mailbox_sets_a_mail_aside_only_for_its_values(database: Database) -> None:
    async with posted(database) as post:
        collector, stop = post.collector, asyncio.Event()
        for n, (nth, state) in enumerate(_each()):
            uid = _deliver(post, n, b"lou%d@client.example" % n)
            with refusing(nth, state) as sent:
                await collector.look(stop)
            if len(sent) < nth:
                break
            is_aside = uid in collector._later and collector._later[uid].failures > 0
            assert not is_aside or state.startswith(_OWN), (sent[nth - 1], state)
            post.stage.clock.on(minutes=6)
            await collector.look(stop)
            assert post.server.mails[-1].is_seen, (sent[nth - 1], state)
        assert nth > 4
        assert await _list(post) == []
        assert (await row(post.stage, "select count(*) as n from jobs where box = 'from_mail'")).n == n + 1


@pytest.mark.limit(300)
async def test_the_hook_answers_that_it_cannot_and_takes_the_mail_again(database: Database) -> None:
    async with _provided(database) as provider:
        for n, (nth, state) in enumerate(_each()):
            mail = MAIL.replace(b"kim@", b"lou%d@" % n) % str(n).encode()
            with refusing(nth, state) as sent:
                status = await provider.post_raw(mail)
            if len(sent) < nth:
                break
            assert status in (200, 503), (sent[nth - 1], state)
            assert await provider.post_raw(mail, minutes=1) == 200
        assert nth > 2
        stored = await row(provider.post.stage, "select count(*) as n from jobs where box = 'from_mail'")
        assert stored.n == n + 1
        await database.engine.dispose()
        event.listen(database.engine.sync_engine, "do_connect", _refuse)
        try:
            assert await provider.post_raw(MAIL % b"last") == 503, "also if it lets nobody in"
        finally:
            event.remove(database.engine.sync_engine, "do_connect", _refuse)
