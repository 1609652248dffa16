"""Correction of misspelt words: the nearest known word, by common trigrams and wrong letters.

An embedded PostgreSQL has no pg_trgm, so each known word has its trigrams in an array with a GIN index. If one letter
is wrong, one half of the word is right; if two are, a third of it is. Only words with all trigrams of such a piece are
compared, and those that come from two letters changing places, which can spoil two pieces.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from desk.search.stemming import LONGEST_WORD, fold_text, split_tokens
from desk.search.synonyms import is_known

SHORTEST = 4
"""Letters of the shortest word that is corrected: a shorter one is close to many others."""
_TWO_FROM = 8  # letters from which on two may be wrong
_MOST_WRONG = 2  # letters of any word
_MOST = 12  # words of one text that are corrected
_ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_KEYBOARD = str.maketrans(_ENGLISH + _RUSSIAN, _RUSSIAN + _ENGLISH)
_TYPED, _WORD = re.compile(r"\S+"), re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class WordLookup:
    """A word of the vocabulary: how many published texts (`articles`) have the most frequent word of its stem, and how
    many entries (`tickets`) have any. A stop word (“not”, “from”) has no stem."""

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


async def look_up_words(session: AsyncSession, words: Sequence[str]) -> list[WordLookup]:
    """Look each token up by its stem, in order, in one statement."""
    if not words:
        return []
    rows = await session.execute(_LOOKED_UP, {"tokens": list(words)})
    return [WordLookup(*row) for row in rows]


async def find_corrections(
    session: AsyncSession, words: str, known: Sequence[WordLookup], *, in_articles: bool, most: int = _MOST
) -> dict[str, WordLookup]:
    """Return what to read instead of the unknown words of a text, by what was typed (folded), for at most `most`
    words."""
    unknown = [one.token for one in known if not (one.articles or one.tickets or is_known(one.stem))]
    if not unknown:
        return {}
    other = await _read_otherwise(session, words, set(unknown), in_articles)
    left = [one for one in unknown if one not in other and one.isalpha() and SHORTEST <= len(one) <= LONGEST_WORD]
    return other | await _nearest(session, left[:most], in_articles)


def replace_words(words: str, instead: Mapping[str, str]) -> str:
    """Replace words of a text, found by their folded form; all else stays."""
    if not instead:
        return words

    def read(found: re.Match[str]) -> str:
        return instead.get(fold_text(found.group()), found.group())

    return _WORD.sub(read, _TYPED.sub(read, words))


def split_trigrams(word: str) -> list[str]:
    """Return all trigrams of a word in order, with two blanks before it and one behind, as pg_trgm has it."""
    padded = f"  {word} "
    return [padded[at : at + 3] for at in range(len(padded) - 2)]


def _count_allowed_mistakes(word: str) -> int:
    """Return how many letters of a word of that length may be wrong."""
    return 2 if len(word) >= _TWO_FROM else 1


def rate_certainty(typed: str, word: str) -> float:
    """Return how certain it is that `word` was meant, 0 to 1: the longer it is and the fewer letters are wrong, the
    more. A word typed with the other keyboard layout is certain; one with another first letter is out."""
    if typed.translate(_KEYBOARD) == word:
        return 1.0
    if word[:1] not in typed[:2]:
        return 0.0
    wrong = measure_distance(typed, word, _MOST_WRONG)
    return sqrt(max(1 - 1.5 * wrong / max(len(typed), len(word)), 0.0))


async def _read_otherwise(
    session: AsyncSession, words: str, unknown: set[str], in_articles: bool
) -> dict[str, WordLookup]:
    """Find words that are known if each key is read in the other keyboard layout. In articles a word of the table of
    synonyms counts as known too."""
    typed = [raw for raw in dict.fromkeys(fold_text(words).split()) if unknown & set(split_tokens(raw))]
    keys = {raw: word for raw in typed if len(word := "".join(split_tokens(raw.translate(_KEYBOARD)))) >= SHORTEST}
    known = {one.token: one for one in await look_up_words(session, list(dict.fromkeys(keys.values())))}
    found = {raw: known[word] for raw, word in keys.items()}
    return {
        raw: one
        for raw, one in found.items()
        if one.stem is not None
        and ((one.articles > 0 or (not in_articles and one.tickets > 0)) or (in_articles and is_known(one.stem)))
    }


async def _nearest(session: AsyncSession, unknown: Sequence[str], in_articles: bool) -> dict[str, WordLookup]:
    if not unknown:
        return {}
    pieces = [
        {
            "token": token,
            "piece": piece,
            "low": len(token) - _count_allowed_mistakes(token),
            "high": len(token) + _count_allowed_mistakes(token),
        }
        for token in unknown
        for piece in split_pieces(token)
    ]
    swapped = [{"token": token, "word": word} for token in unknown for word in _swap_neighbours(token)]
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
    """Return how many letters are wrong, or None if there are too many. Words with few trigrams in common are not
    compared in full."""
    most = _count_allowed_mistakes(token)
    ours, theirs = set(split_trigrams(token)), set(split_trigrams(word))
    if len(ours & theirs) < min(max(len(token), len(word)) + 1 - 4 * most, len(ours) // 3):
        return None
    wrong = measure_distance(token, word, most)
    return wrong if wrong <= most else None


def split_pieces(word: str) -> list[list[str]]:
    """Return the trigrams of each half or third of a word, with the blanks around it."""
    parts = _count_allowed_mistakes(word) + 1
    padded, each = f"  {word} ", len(word) / parts
    ends = [0, *(2 + round(each * n) for n in range(1, parts)), len(padded)]
    return [[padded[at : at + 3] for at in range(start, end - 2)] for start, end in pairwise(ends) if end - start > 2]


def _swap_neighbours(word: str) -> list[str]:
    """Return all words with two neighbouring letters swapped."""
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]


def measure_distance(typed: str, word: str, most: int) -> int:
    """Return the number of missing, extra, different and swapped letters, or `most` + 1 if there are more."""
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
