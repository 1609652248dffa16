"""What a process prepares before it hears anybody."""

import asyncio
import gc
import itertools
import time

from db import migrate
from desk.operations import start
from desk.search import stemming, synonyms
from desk.text import short_sentences


async def test_the_first_message_reads_no_lists() -> None:
    """They take half a second of a core, in which everybody else would wait; so nobody waits for the loop either."""
    for lists in (short_sentences._know, synonyms.load_groups, stemming.stem_word):
        lists.cache_clear()
    gc.collect()
    gc.disable()  # what collecting costs depends on the tests before this one
    turns = [time.thread_time()]
    loading = asyncio.create_task(start.load_word_lists())
    while not loading.done():
        await asyncio.sleep(0)
        turns.append(time.thread_time())
    gc.enable()
    assert [lists.cache_info().currsize for lists in (short_sentences._know, synonyms.load_groups)] == [1, 1]
    assert max(after - before for before, after in itertools.pairwise(turns)) < 0.1


def test_bot_and_mail_read_them_before_they_work() -> None:
    for name in ("bot", "mail"):
        source = (migrate.SCRIPTS.parent / name / "__main__.py").read_text("utf-8")
        assert "await start.load_word_lists()" in source
