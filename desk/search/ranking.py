"""The fit of a text to a query, 0 to 1: the share of the query that it has. Rare words count for more than common ones,
words in title and keywords for more than in the body, and a synonym for less than the word itself.

Not `ts_rank_cd`, which counts how close words are to each other: titles and questions are too short for that, and it
has no upper end for a threshold.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from desk.search.similarity import measure_rarity
from desk.search.spelling import WordLookup, find_corrections, look_up_words, rate_certainty, replace_words
from desk.search.stemming import split_tokens
from desk.search.synonyms import find_meanings, load_groups
from desk.text import hear

MOST_WORDS = 40
"""Different words of one text that are used for a search; further ones are ignored."""
_MOST_SAID = 1000  # words of one text, repeated ones included: more than fit in one message
_UNKNOWN = 0.7  # the weight of an unknown word: it is part of the question, but no article can answer it
IN_BODY = 0.5
"""The weight of a word that only the body has."""
_SURE = 0.8
"""The least certainty at which a word is read as another one misspelt."""
_COMMON = 0.6  # share of the weight that a word of everyday use, or a number, gets
_CONTRACTED = re.compile(r"(?<=[a-z])['’](?=(?:t|s|m|d|ll|re|ve)\b)", re.IGNORECASE)
_MOST = 1500  # texts that together decide by which words is searched

_COUNTED = text("""
select stem, max(articles) as articles from known_words where stem = any(:stems) and articles > 0 group by stem
""")


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One term of a query: the stems that stand for it and how well each does, its weight, and about how many texts
    have it."""

    stems: Mapping[str, float]
    weight: float
    held_by: int = 0


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query: its `words` as they were read, and if these were `corrected`."""

    words: str
    corrected: bool = False
    terms: Sequence[QueryTerm] = ()

    @property
    def stems(self) -> set[str]:
        """All stems that stand for a term."""
        return {stem for one in self.terms for stem in one.stems}

    @property
    def finding(self) -> list[int]:
        """Indexes of the rarest terms, by which texts are found: always one, and more as long as few enough texts have
        them; none if no text has any term."""
        known = sorted((one.held_by, at) for at, one in enumerate(self.terms) if one.held_by > 0)
        together = accumulate(held_by for held_by, _ in known)
        return [at for n, ((_, at), so_far) in enumerate(zip(known, together, strict=True)) if not n or so_far <= _MOST]

    @property
    def finding_drafts(self) -> list[int]:
        """Return the same as `finding` for drafts, whose words are not in the vocabulary."""
        return self.finding + [at for at, one in enumerate(self.terms) if one.held_by == 0]

    def weigh(self, found: Collection[str], named: Collection[str]) -> list[float]:
        """Return how much of each term a text has, by weight. `found`: stems of the query in the text, `named`: those
        in its title and keywords."""
        return [
            one.weight * max((_weigh_stem(one, stem, named) for stem in one.stems if stem in found), default=0.0)
            for one in self.terms
        ]

    def score(self, held: Sequence[float]) -> float:
        """Return which share of the query that is, 0 to 1."""
        whole = sum(one.weight for one in self.terms)
        return sum(held) / whole if whole else 0.0


def _is_idle(word: str) -> bool:
    heard = hear(word)
    return heard.is_small_talk or heard.is_greeting


async def read_query(session: AsyncSession, words: str, texts: int, *, correct: bool = True) -> SearchQuery:
    """Read a text as a query to the published articles, of which there are `texts`. Misspelt words are corrected,
    question words and greetings left out. Takes at most five statements, two if all words are known."""
    words = _CONTRACTED.sub("", words)
    said = (word for word in dict.fromkeys(split_tokens(words)) if not _is_idle(word))
    known = {one.token: one for one in await look_up_words(session, list(islice(said, MOST_WORDS)))}
    near = await find_corrections(session, words, list(known.values()), in_articles=True) if correct else {}
    instead = {typed: word for typed, word in near.items() if rate_certainty(typed, word.token) >= _SURE}
    read = replace_words(words, {typed: word.token for typed, word in instead.items()})
    known |= {word.token: word for word in instead.values()}
    sure = {word.stem: rate_certainty(typed, word.token) for typed, word in instead.items() if word.stem is not None}
    order = [known[word] for word in split_tokens(read)[:_MOST_SAID] if word in known]
    return SearchQuery(read, read != words, await _make_terms(session, order, sure, texts))


async def _make_terms(
    session: AsyncSession, order: Sequence[WordLookup], sure: Mapping[str, float], texts: int
) -> list[QueryTerm]:
    """Make the terms, each with the weight of its own word, or of a synonym if no text has that."""
    asked = find_meanings([(one.token, one.stem) for one in order])
    own = {one.stem: one.articles for one in order if one.stem is not None}
    others = {stem for stems in asked for stem in stems} - own.keys()
    rows = await session.execute(_COUNTED, {"stems": list(others)}) if others else ()
    counted = own | {row.stem: row.articles for row in rows}
    return [_make_term(stems, counted, sure, texts) for stems in asked]


def _make_term(
    stems: Mapping[str, float], counted: Mapping[str, int], sure: Mapping[str, float], texts: int
) -> QueryTerm:
    """Make a term. It weighs what its own word weighs, or else its rarest synonym; more common stems stand for it
    correspondingly less."""
    said = [stem for stem, far in stems.items() if far == 1.0]
    worths = {stem: measure_rarity(counted[stem], texts) for stem in stems if counted.get(stem, 0)}
    worth = max((worths[stem] for stem in said if stem in worths), default=max(worths.values(), default=_UNKNOWN))
    how = min((sure.get(stem, 1.0) for stem in stems), default=1.0)
    stand = {stem: far * how * min(worths.get(stem, worth) / worth, 1.0) for stem, far in stems.items()}
    little = bool(said) and all(stem in load_groups().common or stem.isdigit() for stem in said)
    held_by = min(sum(counted.get(stem, 0) for stem in stems), max(texts, 1))
    return QueryTerm(stand, worth * _COMMON if little else worth, held_by)


def _weigh_stem(one: QueryTerm, stem: str, named: Collection[str]) -> float:
    return one.stems[stem] * (1.0 if stem in named else IN_BODY)
