"""Words as the search compares them: folded, cut into tokens, brought to their stems. Reads no table.

PostgreSQL's configuration `russian` stems words of Latin letters as English ones and all others as Russian ones, and
leaves out the stop words of both (PostgreSQL 15, `\\dF+ russian`): one vector holds both languages. Stored texts are
stemmed by it; `stem` does the same, by the same algorithm, for words that no text needs to hold.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import snowballstemmer
from sqlalchemy import ColumnElement, func, literal, literal_column, text
from sqlalchemy.ext.asyncio import AsyncSession

from desk.text import strip_invisible

CONFIG: ColumnElement[str] = literal_column("'russian'::regconfig")
LONGEST_WORD = 40
"""What is longer is a key or an address, which nobody types twice; characters."""
_TOKEN = re.compile(r"[^\W_]+")
_LATIN, _CYRILLIC = re.compile("[a-z]"), re.compile("[а-я]")
_RUSSIAN, _ENGLISH = snowballstemmer.stemmer("russian"), snowballstemmer.stemmer("english")
_LOOK_ALIKE = ("aceopxyk", "асеорхук")
_AS_CYRILLIC, _AS_LATIN = str.maketrans(*_LOOK_ALIKE), str.maketrans(*reversed(_LOOK_ALIKE))

_STEMS = text("""
select tsvector_to_array(to_tsvector('russian', said))
from unnest(cast(:texts as text[])) with ordinality as given(said, place) order by place
""")


def folded(text: str) -> str:
    """The text as it is compared: small letters, ё as е, without what nobody sees."""
    return strip_invisible(unicodedata.normalize("NFKC", text)).casefold().replace("ё", "е").replace("\x00", " ")


def tokens(text: str) -> list[str]:
    """The words of a text, folded, in their order, each as often as it stands there."""
    return [_in_one_script(token) for token in _TOKEN.findall(folded(text)) if len(token) <= LONGEST_WORD]


def _in_one_script(token: str) -> str:
    """A word in which letters of the other script stand for those that look the same."""
    latin, cyrillic = len(_LATIN.findall(token)), len(_CYRILLIC.findall(token))
    if not (latin and cyrillic):
        return token
    read = token.translate(_AS_CYRILLIC if cyrillic >= latin else _AS_LATIN)
    return token if _LATIN.search(read) and _CYRILLIC.search(read) else read


def distinct(text: str, most: int | None = None) -> list[str]:
    """The first `most` different words of a text."""
    return list(dict.fromkeys(tokens(text)))[:most]


@lru_cache(maxsize=20_000)
def stem(token: str) -> str:
    """The stem of a word, Russian or English by its first letter; a stop word has one here."""
    return str((_RUSSIAN if "а" <= token[:1] <= "я" else _ENGLISH).stemWord(token))


async def stems_of(session: AsyncSession, texts: Sequence[str]) -> list[frozenset[str]]:
    """The stems of each text, without stop words."""
    words = [" ".join(tokens(one)) for one in texts]
    return [frozenset(stems) for stems in await session.scalars(_STEMS, {"texts": words})]


def vector(text: str, weight: str) -> ColumnElement[Any]:
    """The `tsvector` of a text, its stems of that weight ("A" the heaviest … "D")."""
    stems = func.to_tsvector(CONFIG, literal(" ".join(tokens(text))))
    return func.setweight(stems, literal_column(f"'{weight}'"))


def any_of_stems(stems: Iterable[str]) -> str:
    """A `tsquery`, as text, of what holds one of them; stems are letters and digits, so that nothing else is said."""
    return " | ".join(f"'{stem}'" for stem in stems)
