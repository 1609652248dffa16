"""The vocabulary: words of published articles are added at once, words that people write when the reports' process
counts them. A message costs nothing here."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import func, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow
from desk.context import Context
from desk.outbox import queue_report
from desk.search.spelling import split_trigrams
from desk.search.stemming import list_distinct_words

KIND = "words"
"""The kind of report job that counts the words people write."""
_AGAIN = timedelta(days=1)
_LATEST = 20_000  # entries whose words are counted
_SEVERAL = 3  # entries that must have a word before it counts, so that one person's typing error does not

_MOVED = text("""
insert into known_words (word, stem, trigrams, articles)
select t.word, s.stem, t.near, t.n
from jsonb_to_recordset(cast(:words as jsonb)) t(word text, near text[], n int)
  cross join lateral (select (tsvector_to_array(to_tsvector('russian', t.word)))[1] as stem) s
where s.stem is not null and (t.n > 0 or exists (select from known_words k where k.word = t.word))
order by t.word
on conflict (word) do update set articles = greatest(known_words.articles + excluded.articles, 0)
""")

_SPOKEN = text("""
select word, ndoc from ts_stat(format($$
  select to_tsvector('simple', translate(body, 'ёЁ', 'еЕ')) from entries
  where withdrawn_at is null and ticket_id is not null and kind in ('comment', 'reply') order by id desc limit %s
$$, cast(:latest as int))) where ndoc >= :several and length(word) between 3 and 40
""")

_COUNTED = text("""
insert into known_words (word, stem, trigrams, tickets)
select t.word, s.stem, t.near, t.n
from jsonb_to_recordset(cast(:words as jsonb)) t(word text, near text[], n int)
  cross join lateral (select (tsvector_to_array(to_tsvector('russian', t.word)))[1] as stem) s
where s.stem is not null
order by t.word
on conflict (word) do update set tickets = excluded.tickets
""")

_SAID_TOO = text(_COUNTED.text.replace("excluded.tickets", "greatest(known_words.tickets, excluded.tickets)"))

_KEPT_READY = text("""
select array_to_string(examples || keywords, ' ') from preset_answers where state = 'published'
""")

_FORGOTTEN = text("""
update known_words k set tickets = 0
where k.tickets > 0 and not exists (select from unnest(cast(:words as text[])) t(word) where t.word = k.word)
""")
_GONE = text("delete from known_words where articles = 0 and tickets = 0")


async def update_article_words(session: AsyncSession, gone: Iterable[str], come: Iterable[str]) -> None:
    """Move the words of articles that are no longer published (`gone`) or newly published (`come`) out of and into the
    vocabulary, in one statement."""
    moved: Counter[str] = Counter()
    for texts, by in ((gone, -1), (come, 1)):
        for one in texts:
            for word in list_distinct_words(one):
                moved[word] += by
    rows = _rows({word: n for word, n in moved.items() if n and len(word) > 1})
    if rows:
        await session.execute(_MOVED, {"words": json.dumps(rows)})


async def queue_word_count(ctx: Context) -> None:
    """Queue the count of people's words, unless that was done within the last day."""
    lately = (DeskRow.words_asked_at > ctx.now - _AGAIN) & (DeskRow.words_asked_at <= ctx.now)
    due = update(DeskRow).where(~func.coalesce(lately, False))
    asked = await ctx.session.scalar(due.values(words_asked_at=ctx.now).returning(DeskRow.id))
    if asked is not None:
        await queue_report(ctx, KIND, None, {})


async def add_example_words(session: AsyncSession, texts: Iterable[str]) -> None:
    """Add the words of an automatic answer's examples, in one statement."""
    rows = _rows(_examples(texts))
    if rows:
        await session.execute(_SAID_TOO, {"words": json.dumps(rows)})


def _examples(texts: Iterable[str]) -> dict[str, int]:
    return {word: 1 for one in texts for word in list_distinct_words(one) if word.isalpha() and len(word) > 1}


async def count_written_words(session: AsyncSession) -> None:
    """Count the words of the latest entries, and delete words that neither they nor an article use any more."""
    counted = await session.execute(_SPOKEN, {"several": _SEVERAL, "latest": _LATEST})
    spoken = {row.word: row.ndoc for row in counted if row.word.isalpha()}
    rows = _rows({**_examples(await session.scalars(_KEPT_READY)), **spoken})
    await session.execute(_FORGOTTEN, {"words": [row["word"] for row in rows]})
    if rows:
        await session.execute(_COUNTED, {"words": json.dumps(rows)})
    await session.execute(_GONE)


def _rows(counted: dict[str, int]) -> list[dict[str, object]]:
    return [{"word": word, "near": split_trigrams(word), "n": n} for word, n in counted.items()]
