"""Search for articles, best first. Knows no channel; words nothing.

Takes two statements if every word is known: the weights of the words, and the texts that have them. A third reads
titles and snippets of the few that are shown. Misspelt words are corrected first.
"""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import BigInteger

from db.models import Article, ArticleAudience, ArticleState, ArticleText, Category, FileKind, Person, Search
from desk import Desk
from desk.i18n import choose_language
from desk.locked import MOST
from desk.policy import permissions, visibility
from desk.policy.visibility import Readers
from desk.search.ranking import IN_BODY, SearchQuery, read_query
from desk.search.stemming import fold_text
from desk.text import RichText, shorten_line
from desk.text.masking.personal_data import mask_personal_data

# Articles as channels show them: frozen values, never rows. Changes nothing. Requesters read what is published for
# everybody, in their language or else in the other; staff read the newest version, also of what is for the team.


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file of an article, by Telegram's id for this bot."""

    kind: FileKind
    name: str
    mime: str | None
    size: int | None
    seconds: int | None
    file_id: str


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """A version without its words; `current` marks the one that is read."""

    language: str
    version: int
    title: str
    by: str | None
    at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article in one language. `languages`: those it can be read in; `waits`: a newer version waits for an admin;
    `source`: the number of the ticket it was drafted from."""

    id: int
    slug: str
    state: ArticleState
    revision: int
    language: str
    languages: tuple[str, ...]
    version: int
    title: str
    body: RichText
    files: tuple[ArticleFile, ...]
    topic: str | None
    keywords: tuple[str, ...]
    by: str | None
    at: datetime
    waits: bool
    audience: ArticleAudience
    source: int | None = None


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list."""

    id: int
    title: str
    state: ArticleState
    waits: bool
    audience: ArticleAudience


@dataclass(frozen=True, slots=True)
class ArticleListPage:
    """A page of the articles in a state, and the number of articles in each state."""

    lines: tuple[ArticleLine, ...]
    page: int
    pages: int
    counts: dict[ArticleState, int]
    waiting: int


async def load_article_page(
    session: AsyncSession, article_id: int, *, readers: Readers, language: str, version: int | None = None
) -> ArticlePage | None:
    """Return the article, or None if it does not exist or these readers may not read it. Authors read the newest
    version, or `version`."""
    article = await _find_article(session, article_id, readers)
    if article is None:
        return None
    texts = await _texts(session, article.id, readers)
    if not texts:
        return None
    text = texts.get(language) or next(iter(texts.values()))
    if readers is Readers.AUTHORS and version is not None:
        text = await session.get(ArticleText, (article.id, language, version)) or text
    category = await session.get(Category, article.category_id) if article.category_id is not None else None
    author = await session.get(Person, text.author_id) if text.author_id is not None else None
    return ArticlePage(
        article.id,
        article.slug,
        article.state,
        article.revision,
        text.language,
        tuple(texts),
        text.version,
        text.title,
        RichText.load(text.body, text.entities),
        tuple(_file(one) for one in text.files),
        category.name if category is not None and category.removed_at is None else None,
        tuple(article.keywords),
        author.name if author is not None else None,
        text.at,
        article.state is ArticleState.PUBLISHED and any(not one.current for one in texts.values()),
        article.audience,
        article.source_ticket_id,
    )


async def _find_article(session: AsyncSession, article_id: int, readers: Readers) -> Article | None:
    if not 0 < article_id < MOST:
        return None
    wanted = select(Article).where(Article.id == article_id, visibility.is_read_by(readers))
    found: Article | None = await session.scalar(wanted)
    return found


async def _texts(session: AsyncSession, article_id: int, readers: Readers) -> dict[str, ArticleText]:
    """Return the published version of each language, or for authors the newest."""
    theirs = select(ArticleText).where(ArticleText.article_id == article_id)
    if readers is not Readers.AUTHORS:
        theirs = theirs.where(ArticleText.current)
    newest_last = await session.scalars(theirs.order_by(ArticleText.language, ArticleText.version))
    return {text.language: text for text in newest_last}


def _file(stored: dict[str, Any]) -> ArticleFile:
    known = {name: stored.get(name) for name in ("mime", "size", "seconds")}
    return ArticleFile(FileKind(stored["kind"]), stored["name"], file_id=stored["file_id"], **known)


async def list_versions(session: AsyncSession, article_id: int, *, most: int) -> list[ArticleVersion]:
    """Return the newest versions of all languages, newest first."""
    rows = await session.execute(
        select(ArticleText, Person.name)
        .outerjoin(Person, Person.id == ArticleText.author_id)
        .where(ArticleText.article_id == article_id)
        .order_by(ArticleText.at.desc(), ArticleText.version.desc(), ArticleText.language)
        .limit(most)
    )
    return [ArticleVersion(t.language, t.version, t.title, by, t.at, t.current) for t, by in rows]


async def list_by_state(
    session: AsyncSession, state: ArticleState, page: int, size: int, *,
    language: str, readers: Readers, waiting: bool = False,
) -> ArticleListPage:  # fmt: skip
    """Return a page of the articles in a state, last changed first. `waiting`: only published ones with a newer
    version that waits for an admin. A page beyond the end is the last."""
    seen = visibility.is_read_by(readers)
    states = await session.execute(select(Article.state, func.count()).where(seen).group_by(Article.state))
    counts = {ArticleState(name): int(n) for name, n in states}
    newer = select(ArticleText.article_id).where(
        ArticleText.article_id == Article.id, ~ArticleText.current, ArticleText.version > _read_version()
    )
    waits = newer.exists()
    of_waiting = select(func.count()).select_from(Article).where(Article.state == ArticleState.PUBLISHED, waits, seen)
    still = await session.scalar(of_waiting) or 0
    total = still if waiting else counts.get(state, 0)
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    wanted = select(Article, waits).where(Article.state == state, seen)
    if waiting:
        wanted = wanted.where(waits)
    some = wanted.order_by(Article.updated_at.desc(), Article.id.desc()).offset((page - 1) * size).limit(size)
    rows = [(article, bool(waits_)) for article, waits_ in await session.execute(some)]
    titles = await find_titles(session, [article.id for article, _ in rows], language)
    lines = tuple(
        ArticleLine(
            one.id, titles.get(one.id, one.slug), one.state, w and one.state is ArticleState.PUBLISHED, one.audience
        )
        for one, w in rows
    )
    return ArticleListPage(lines, page, pages, counts, still)


def _read_version() -> Any:
    """Return the published version in the language of the outer row, 0 if there is none."""
    inner = ArticleText.__table__.alias("read_text")
    read = select(func.coalesce(func.max(inner.c.version), 0)).where(
        inner.c.article_id == ArticleText.article_id, inner.c.language == ArticleText.language, inner.c.current
    )
    return read.scalar_subquery()


async def find_published_titles(session: AsyncSession, ids: Sequence[int], language: str) -> dict[int, str]:
    """Return the titles of the articles that everybody may read, in that language if they have one."""
    mine = (ArticleText.article_id.in_(ids), ArticleText.current, visibility.is_read_by(Readers.EVERYBODY))
    read = select(ArticleText.article_id, ArticleText.title).join(Article, Article.id == ArticleText.article_id)
    rows = await session.execute(read.where(*mine).order_by(ArticleText.article_id, ArticleText.language == language))
    return {article_id: title for article_id, title in rows}  # noqa: C416


async def find_titles(session: AsyncSession, ids: Sequence[int], language: str) -> dict[int, str]:
    """Return the newest titles, in that language if there is one, for the team."""
    mine = ArticleText.article_id.in_(ids)
    rows = await session.execute(
        select(ArticleText.article_id, ArticleText.title)
        .where(mine)
        .order_by(ArticleText.article_id, ArticleText.language == language, ArticleText.version)
    )
    return {article_id: title for article_id, title in rows}  # noqa: C416


# Gaps in the knowledge base: searches without a result, topics with requests but no article. Statements only; words
# nothing.


FEWEST = 5
"""The least number of requests of a topic that is reported."""

_IN_VAIN = text("""
select s.words, count(*) as n from searches s
where s.at >= :since and s.at < :until and s.found = 0
  and not exists (select from searches later where later.at > s.at and later.words = s.words and later.found > 0)
group by s.words order by n desc, s.words limit :most
""")
_BARE = text("""
select c.id, coalesce(c.names ->> :language, c.name) as name, count(*) as n
from tickets t join categories c on c.id = t.category_id
where t.filed_at >= :since and t.filed_at < :until and t.merged_into_id is null
  and c.removed_at is null and not c.is_group
  and not exists (select from articles a
    where a.category_id = c.id and a.state = 'published' and a.audience = 'everybody')
group by c.id having count(*) >= :fewest order by n desc, name limit :most
""")


@dataclass(frozen=True, slots=True)
class Gap:
    """Words or a topic (with its id), and the number of its searches or requests."""

    name: str
    n: int
    category_id: int | None = None


async def find_failed_searches(session: AsyncSession, since: datetime, until: datetime, most: int) -> list[Gap]:
    """Return words for which nothing was found, most frequent first, except those that found something later."""
    given = {"since": since, "until": until, "most": most}
    return [Gap(row.words, row.n) for row in await session.execute(_IN_VAIN, given)]


async def find_topics_without_article(
    session: AsyncSession, language: str, since: datetime, until: datetime, most: int
) -> list[Gap]:
    """Return topics with at least `FEWEST` requests filed in that time and no published article for everybody, most
    requests first."""
    given = {"language": language, "since": since, "until": until, "most": most, "fewest": FEWEST}
    return [Gap(row.name, row.n, row.id) for row in await session.execute(_BARE, given)]


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
    pages = max(1, -(-len(ranked) // size))
    page = min(max(page, 1), pages)
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
