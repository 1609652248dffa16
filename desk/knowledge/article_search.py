"""Search for articles, best first. Knows no channel; words nothing.

Takes two statements if every word is known: the weights of the words, and the texts that have them. A third reads
titles and snippets of the few that are shown. Misspelt words are corrected first.
"""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import BigInteger

from db.models import Article, ArticleAudience, ArticleState, Search
from desk import Desk
from desk.i18n import choose_language
from desk.listing import fit_page
from desk.policy import permissions, visibility
from desk.policy.visibility import Readers
from desk.search.ranking import IN_BODY, SearchQuery, read_query
from desk.search.stemming import fold_text
from desk.text import RichText, shorten_line
from desk.text.masking.anonymizing import mask_personal_data

MOST_FOUND = 20
FITS = 0.12
"""The least score that is shown for a typed search: less is a common word by chance."""
_RANKED = MOST_FOUND  # articles whose words are compared in detail
_SNIPPET = 140  # characters
_LONGEST_KEPT = 60  # characters of a search that is recorded
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article that fits.

    `language` is that of title and snippet; `score` is which share of the query it has, in either language, 0 to 1,
    with rare words and those of title and keywords counting for more; `held` is the same as a sum of weights; `things`
    counts the terms it has; `stems` are those it has.
    """

    article_id: int
    title: str
    snippet: str
    score: float
    language: str
    state: ArticleState
    audience: ArticleAudience
    stems: frozenset[str] = frozenset()
    held: float = 0.0
    terms: int = 0


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of results for words as they were read; `corrected` if that is not what was typed."""

    words: str
    corrected: bool
    found: tuple[FoundArticle, ...]
    page: int = 1
    pages: int = 1


_HELD = text("""
with asked as materialized (
  select a.*, quote_literal(a.stem)::tsquery as query
  from jsonb_to_recordset(cast(:asked as jsonb)) a(thing int, stem text, worth float8)),
best as materialized (
  select each.article_id from (
    select h.article_id, a.thing, max(a.worth * case when h.named @@ a.query then 1 else :in_body end) as worth
    from asked a cross join lateral (
      select t.article_id, t.named from article_texts t where t.current and t.search @@ a.query) h
    where a.thing = any(:rare) group by 1, 2) each
    join articles x on x.id = each.article_id
  where x.state = any(:states) and x.audience = any(:audiences) group by 1 order by sum(each.worth) desc, 1 limit :most)
select t.article_id, t.language, x.state, x.audience,
  array(select l from unnest(tsvector_to_array(t.search)) l where l = any(:stems)) as held,
  array(select l from unnest(tsvector_to_array(t.named)) l where l = any(:stems)) as named
from best b join article_texts t on t.article_id = b.article_id and t.current join articles x on x.id = b.article_id
""")
"""Ranks the articles by the rarer terms alone, which the index finds, and then reads all terms of the best."""

_SHOWN = text("""
select t.article_id, t.language, t.title, t.body from article_texts t where t.current and t.article_id = any(:ids)
""").bindparams(bindparam("ids", type_=ARRAY(BigInteger)))


async def find_articles(
    session: AsyncSession,
    words: str,
    *,
    language: str | None = None,
    readers: Readers = Readers.EVERYBODY,
    limit: int = 5,
) -> list[FoundArticle]:
    """Return the best `limit` articles, best first, each once, with its title in `language` if it has one. All that fit
    somehow are returned, so the caller sets a threshold for `score`; archived articles are not searched."""
    asked = await _read_query(session, words)
    ranked = await _rank(session, asked, readers)
    return await _add_snippets(session, ranked[:limit], language)


async def search_articles(
    session: AsyncSession, words: str, *, language: str, readers: Readers, page: int, size: int
) -> SearchResults:
    """Return a page of results (from 1) for a person who searches; a page beyond the end is the last."""
    asked = await _read_query(session, words)
    ranked = [one for one in await _rank(session, asked, readers) if one.score >= FITS][:MOST_FOUND]
    page, pages = fit_page(page, len(ranked), size)
    shown = await _add_snippets(session, ranked[(page - 1) * size : page * size], language)
    return SearchResults(asked.words, asked.corrected, tuple(shown), page, pages)


async def record_search(desk: Desk, words: str) -> None:
    """Record the actor's search, without their name, with the number of articles found, so that admins see what is
    missing."""
    me = desk.require_actor()
    language, readers = choose_language(me, desk.rules.locale), visibility.choose_readers(me)
    found = await search_articles(desk.session, words, language=language, readers=readers, page=1, size=MOST_FOUND)
    said = redact_search(found.words)
    if said:
        row = Search(
            at=desk.now, language=language, words=said, by_staff=permissions.is_staff(me), found=len(found.found)
        )
        desk.session.add(row)


def redact_search(words: str) -> str:
    """Return the words as they are recorded: folded, on one line, without numbers and addresses; "" if nothing else is
    left."""
    said = shorten_line(" ".join(mask_personal_data(RichText(fold_text(words)), ()).text.split()), _LONGEST_KEPT)
    return said if any(char.isalpha() for char in said) else ""


async def _read_query(session: AsyncSession, words: str) -> SearchQuery:
    counted = select(func.count()).select_from(Article).where(visibility.is_read_by(Readers.EVERYBODY))
    return await read_query(session, words, await session.scalar(counted) or 0)


async def _rank(session: AsyncSession, asked: SearchQuery, readers: Readers) -> list[FoundArticle]:
    rare = asked.finding if readers is Readers.EVERYBODY else asked.finding_drafts
    if not rare:
        return []
    drafts = [ArticleState.DRAFT] if readers is Readers.AUTHORS else []
    states, audiences = [ArticleState.PUBLISHED, *drafts], visibility.list_audiences(readers)
    stems = [
        {"thing": at, "stem": stem, "worth": far * one.weight}
        for at, one in enumerate(asked.terms)
        for stem, far in one.stems.items()
    ]
    given = {"asked": json.dumps(stems), "rare": rare, "in_body": IN_BODY, "states": states, "audiences": audiences}
    given["most"] = _RANKED
    texts = defaultdict[int, list[_Text]](list)
    for row in await session.execute(_HELD, {**given, "stems": list(asked.stems)}):
        of = ArticleState(row.state), ArticleAudience(row.audience)
        texts[row.article_id].append(_Text(row.language, *of, row.held, frozenset(row.named)))
    found = [_score_article(asked, article_id, each) for article_id, each in texts.items()]
    return sorted(found, key=lambda one: (-one.score, one.article_id))


class _Text(NamedTuple):
    """The words a text shares with the query; `named`: in its title or keywords."""

    language: str
    state: ArticleState
    audience: ArticleAudience
    held: Sequence[str]
    named: frozenset[str]


def _score_article(asked: SearchQuery, article_id: int, texts: Sequence[_Text]) -> FoundArticle:
    """Score an article over all its languages, and name the one that fits best."""
    each = [asked.weigh(one.held, one.named) for one in texts]
    best = max(range(len(texts)), key=lambda at: sum(each[at]))
    held = [max(one) for one in zip(*each, strict=True)]
    language, state, audience, *_ = texts[best]
    stems = frozenset(stem for one in texts for stem in one.held)
    things = sum(one > 0 for one in held)
    return FoundArticle(article_id, "", "", asked.score(held), language, state, audience, stems, sum(held), things)


async def _add_snippets(
    session: AsyncSession, ranked: Sequence[FoundArticle], language: str | None
) -> list[FoundArticle]:
    """Add titles and snippets, in that language or else in the one that fits."""
    if not ranked:
        return []
    rows = [tuple(row) for row in await session.execute(_SHOWN, {"ids": [one.article_id for one in ranked]})]
    shown = []
    for one in ranked:
        texts = {
            spoken: (title, snippet) for article_id, spoken, title, snippet in rows if article_id == one.article_id
        }
        spoken = language if language is not None and language in texts else one.language
        if spoken in texts:
            title, body = texts[spoken]
            shown.append(replace(one, language=spoken, title=title, snippet=make_snippet(body, one.stems)))
    return shown


def make_snippet(body: str, stems: frozenset[str]) -> str:
    """Return the line of a text with most of the stems, from the sentence with the first of them; the first line if
    none has any. A word nearly always begins with its stem."""
    lines = [line for line in body.splitlines() if line.strip()] or [""]
    if not stems:
        return shorten_line(lines[0], _SNIPPET)
    begins = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(stems)))})")
    best = max(lines, key=lambda line: len(set(begins.findall(_plain(line)))))
    said = _SENTENCE.split(best)
    at = next((n for n, one in enumerate(said) if begins.search(_plain(one))), 0)
    return shorten_line(" ".join(said[at:]), _SNIPPET)


def _plain(text: str) -> str:
    return text.lower().replace("ё", "е")
