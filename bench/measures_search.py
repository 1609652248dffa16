"""How fast articles are found and chosen to be offered, with misspelt words and with whole messages.

There are 5,000 articles with 4,096 units in each language.
"""

import json
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from bench.context import BenchContext
from bench.result_table import ResultRow
from bench.wait_times import WaitTimes
from db import migrate
from db.database import Database, create_engine
from db.models import Article, ArticleState
from desk.knowledge.article_search import find_articles
from desk.search import synonyms, vocabulary
from desk.suggestions import article_fit
from desk.text import count_units

_ARTICLES, _BODY, _QUERIES = 5000, 4096, 400
_VOCABULARY = 12_000  # different words of a language
_OFTEN = 1_500  # the most frequent words, some of which have synonyms
_AT_ONCE = 250
_SOUNDS = {
    "ru": ("п пр с ст н к в д т р м л з г б об ч ш ж х ф кл гр бл сп", "о а е и у я ы", "н т р л с м к в д й ть ст"),
    "en": ("p pr s st n c w d t r m l z g b sh ch j h f cl gr bl sp", "o a e i u y ea", "n t r l s m k v d ng st"),
}
"""Beginnings, vowels and ends of a language's syllables, the frequent ones first."""
_PUT = text("""
insert into article_texts (article_id, language, version, title, body, at, current, search)
select t.id, t.language, 1, t.title, t.body, now(), true,
  setweight(to_tsvector('russian', t.title), 'A') || setweight(to_tsvector('russian', t.body), 'D')
from jsonb_to_recordset(cast(:texts as jsonb)) t(id bigint, language text, title text, body text)
""")


async def measure_searches(bench: BenchContext) -> list[ResultRow]:
    """Measure `find` over all articles: two to four words with a misspelt one, words as they are, messages of 25
    words."""
    count = 500 if bench.options.short else _ARTICLES
    engine = create_engine(await bench.server.create_database("bench_search"))
    try:
        await migrate.upgrade(engine)
        dice = random.Random(15)  # noqa: S311
        words = {language: _make_vocabulary(dice, language) for language in _SOUNDS}
        async with Database(engine).unit_of_work() as session:
            await _add_articles(session, dice, words, count)
        async with engine.begin() as connection:
            await connection.execute(text("analyze"))
        rows = []
        for name, length, misspelt, goal in (
            ("search, misspelt", 3, True, 50),
            ("search, as known", 3, False, 50),
            ("offers for messages of 25 words", 25, True, 100),
        ):
            waits, found = await _time_searches(Database(engine), dice, words, length, misspelt=misspelt)
            bench.say(f"  {name}: {waits} found {found} of {waits.count}")
            figure = f"{waits.p50:.0f} / {waits.p95:.0f} / {waits.p99:.0f} ms"
            rows.append(ResultRow(f"{name}, of {count} articles: p50 / p95 / p99", figure, f"p95 under {goal} ms"))
        return rows
    finally:
        await engine.dispose()
        await bench.server.drop_database("bench_search")


def _make_vocabulary(dice: random.Random, language: str) -> list[str]:
    sounds = [one.split() for one in _SOUNDS[language]]
    table = {word for line in synonyms.read_lines("synonyms.txt") for word in line if word.isalpha()}
    made = dict.fromkeys(sorted(word for word in table if word.isascii() is (language == "en")))
    while len(made) < _VOCABULARY:
        made["".join(_make_syllable(dice, sounds) for _ in range(dice.choice((1, 2, 2, 3, 3, 4))))] = None
    words = list(made)
    often = words[: _OFTEN * 2]
    dice.shuffle(often)
    return often + words[_OFTEN * 2 :]


def _make_syllable(dice: random.Random, sounds: list[list[str]]) -> str:
    onset, vowel, coda = (dice.choices(some, [1 / (at + 3) for at in range(len(some))])[0] for some in sounds)
    return onset + vowel + (coda if dice.random() < 0.5 else "")


def _make_text(dice: random.Random, words: Sequence[str], length: int) -> str:
    """Make a text of that many UTF-16 units with words as people use them: a few often, most seldom."""
    weights = [1 / (place + 10) for place in range(len(words))]
    said = " ".join(dice.choices(words, weights, k=length // 4))
    while count_units(said) > length:
        said = said[:length].rpartition(" ")[0]
    return said


async def _add_articles(session: AsyncSession, dice: random.Random, words: dict[str, list[str]], count: int) -> None:
    now = datetime.now(UTC)
    for first in range(0, count, _AT_ONCE):
        rows = [
            {"slug": f"a{n}", "state": ArticleState.PUBLISHED, "created_at": now, "updated_at": now}
            for n in range(first, min(first + _AT_ONCE, count))
        ]
        ids = list(await session.scalars(insert(Article).returning(Article.id), rows))
        texts = [
            {
                "id": key,
                "language": language,
                "title": _make_text(dice, known, 50),
                "body": _make_text(dice, known, _BODY),
            }
            for key in ids
            for language, known in words.items()
        ]
        await session.execute(_PUT, {"texts": json.dumps(texts)})
        await vocabulary.update_article_words(session, [], [f"{one['title']} {one['body']}" for one in texts])


async def _time_searches(
    database: Database, dice: random.Random, words: dict[str, list[str]], length: int, *, misspelt: bool
) -> tuple[WaitTimes, int]:
    waits, found = [], 0
    async with database.reading() as session:
        for _ in range(_QUERIES):
            known = words[dice.choice(list(words))]
            asked = (
                dice.choices(known, k=length) if length < 10 else _make_text(dice, known, length * 7).split()[:length]
            )
            if misspelt:
                at = dice.randrange(len(asked))
                asked[at] = _misspell(dice, asked[at])
            began = time.perf_counter()
            articles = await find_articles(session, " ".join(asked), language="ru", limit=8)
            article_fit.choose_articles(articles)
            found += bool(articles)
            waits.append(time.perf_counter() - began)
    return WaitTimes.from_seconds(waits), found


def _misspell(dice: random.Random, word: str) -> str:
    at = dice.randrange(len(word) - 1)
    return dice.choice((word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :]))
