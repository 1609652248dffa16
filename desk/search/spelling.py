"""Misspelt words: the word that is known and nearest, by the trigrams both have and the letters that are wrong.

An embedded PostgreSQL has no pg_trgm: trigrams stand as an array beside each known word, under GIN. Where one letter is
wrong, one half of the word is right; where two are, a third of it. Only words that hold all trigrams of such a piece
are looked at, and those that come of two letters changing places, which can spoil two pieces.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from desk.search.synonyms import is_known
from desk.search.words import LONGEST_WORD, folded, tokens

SHORTEST = 4
"""Letters of a word that is corrected: with fewer, every word is near another."""
_TWO_FROM = 8  # letters from which two may be wrong
_MOST_WRONG = 2  # letters of any word
_MOST = 12  # words of one text that are corrected
_ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_KEYBOARD = str.maketrans(_ENGLISH + _RUSSIAN, _RUSSIAN + _ENGLISH)
_TYPED, _WORD = re.compile(r"\S+"), re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class WordLookup:
    """A word that was looked up: how many published texts (`articles`) hold the most frequent of the words of its stem,
    and how many of people's words (`tickets`) hold any. No stem: a
    word that says nothing (“not”, “from”)."""

    token: str
    stem: str | None
    articles: int
    tickets: int


_LOOKED_UP = text("""
select t.token, s.stem, coalesce(max(k.articles), 0), coalesce(sum(k.tickets), 0)::int
from unnest(cast(:tokens as text[])) with ordinality t(token, n)
  cross join lateral (select (tsvector_to_array(to_tsvector('russian', t.token)))[1] as stem) s
  left join known_words k on k.stem = s.stem
group by t.n, t.token, s.stem order by t.n
""")

_NEAR = text("""
select t.token, k.word, k.stem, k.articles, k.tickets
from jsonb_to_recordset(cast(:pieces as jsonb)) t(token text, piece text[], low int, high int)
  join known_words k on k.trigrams @> t.piece and length(k.word) between t.low and t.high
where k.articles > 0 or not :in_articles
union all
select t.token, k.word, k.stem, k.articles, k.tickets
from jsonb_to_recordset(cast(:swapped as jsonb)) t(token text, word text) join known_words k on k.word = t.word
where k.articles > 0 or not :in_articles
""")


async def looked_up(session: AsyncSession, words: Sequence[str]) -> list[WordLookup]:
    """What is known of each of these tokens, by its stem, in their order; one statement."""
    if not words:
        return []
    rows = await session.execute(_LOOKED_UP, {"tokens": list(words)})
    return [WordLookup(*row) for row in rows]


async def corrections(
    session: AsyncSession, words: str, known: Sequence[WordLookup], *, in_articles: bool, most: int = _MOST
) -> dict[str, WordLookup]:
    """What to read instead of the words of a text that are not known, by what was typed (folded); of so many at
    `most`."""
    unknown = [one.token for one in known if not (one.articles or one.tickets or is_known(one.stem))]
    if not unknown:
        return {}
    other = await _read_otherwise(session, words, set(unknown), in_articles)
    left = [one for one in unknown if one not in other and one.isalpha() and SHORTEST <= len(one) <= LONGEST_WORD]
    return other | await _nearest(session, left[:most], in_articles)


def put_in(words: str, instead: Mapping[str, str]) -> str:
    """The text with those of its words replaced, by what they are folded; all else stays."""
    if not instead:
        return words

    def read(found: re.Match[str]) -> str:
        return instead.get(folded(found.group()), found.group())

    return _WORD.sub(read, _TYPED.sub(read, words))


def trigrams(word: str) -> list[str]:
    """All of a word's, in order; it begins with two blanks and ends with one, as pg_trgm has it."""
    padded = f"  {word} "
    return [padded[at : at + 3] for at in range(len(padded) - 2)]


def mistakes(word: str) -> int:
    """How many letters of a word of that length may be wrong."""
    return 2 if len(word) >= _TWO_FROM else 1


def sureness(typed: str, word: str) -> float:
    """How sure it is that this word was meant, 0 to 1: the longer it is and the fewer letters are wrong the surer; one
    that begins with another letter was hardly meant. One typed in the other language is sure."""
    if typed.translate(_KEYBOARD) == word:
        return 1.0
    if word[:1] not in typed[:2]:
        return 0.0
    wrong = distance(typed, word, _MOST_WRONG)
    return sqrt(max(1 - 1.5 * wrong / max(len(typed), len(word)), 0.0))


def _counts(word: WordLookup, in_articles: bool) -> bool:
    return word.articles > 0 or (not in_articles and word.tickets > 0)


async def _read_otherwise(
    session: AsyncSession, words: str, unknown: set[str], in_articles: bool
) -> dict[str, WordLookup]:
    """Words that are known once each key is read in the other language, by the whole of what was typed, and by the
    token where that is the same; in articles a word of the table of meanings is known too."""
    typed = [raw for raw in dict.fromkeys(folded(words).split()) if unknown & set(tokens(raw))]
    keys = {raw: word for raw in typed if len(word := "".join(tokens(raw.translate(_KEYBOARD)))) >= SHORTEST}
    known = {one.token: one for one in await looked_up(session, list(dict.fromkeys(keys.values())))}
    found = {raw: known[word] for raw, word in keys.items()}
    return {
        raw: one
        for raw, one in found.items()
        if one.stem is not None and (_counts(one, in_articles) or (in_articles and is_known(one.stem)))
    }


async def _nearest(session: AsyncSession, unknown: Sequence[str], in_articles: bool) -> dict[str, WordLookup]:
    if not unknown:
        return {}
    pieces = [
        {"token": token, "piece": piece, "low": len(token) - mistakes(token), "high": len(token) + mistakes(token)}
        for token in unknown
        for piece in pieces_of(token)
    ]
    swapped = [{"token": token, "word": word} for token in unknown for word in _swapped(token)]
    given = {"pieces": json.dumps(pieces), "swapped": json.dumps(swapped), "in_articles": in_articles}
    rows = await session.execute(_NEAR, given)
    best: dict[str, tuple[int, int, str, WordLookup]] = {}
    for token, word, stem, articles, tickets in rows:
        wrong = _wrong(token, word)
        if wrong is None:
            continue
        one = (wrong, -articles - tickets, word, WordLookup(word, stem, articles, tickets))
        if token not in best or one[:3] < best[token][:3]:
            best[token] = one
    return {token: found[3] for token, found in best.items()}


def _wrong(token: str, word: str) -> int | None:
    """How many letters are wrong; None: too many. Words with few trigrams in common are not counted through."""
    most = mistakes(token)
    ours, theirs = set(trigrams(token)), set(trigrams(word))
    if len(ours & theirs) < min(max(len(token), len(word)) + 1 - 4 * most, len(ours) // 3):
        return None
    wrong = distance(token, word, most)
    return wrong if wrong <= most else None


def pieces_of(word: str) -> list[list[str]]:
    """The trigrams of each half or third of a word, with the blanks around it."""
    parts = mistakes(word) + 1
    padded, each = f"  {word} ", len(word) / parts
    ends = [0, *(2 + round(each * n) for n in range(1, parts)), len(padded)]
    return [[padded[at : at + 3] for at in range(start, end - 2)] for start, end in pairwise(ends) if end - start > 2]


def _swapped(word: str) -> list[str]:
    """What it may be where two letters changed places."""
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]


def distance(typed: str, word: str, most: int) -> int:
    """Letters too few, too many, other ones, pairs that changed places; `most` + 1 where there are more."""
    if abs(len(typed) - len(word)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(word) + 1))
    for i, char in enumerate(typed, start=1):
        row = [i]
        for j, other in enumerate(word, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (char != other))
            if i > 1 and j > 1 and char == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
