"""Words as the search compares them: folded, split into tokens, reduced to stems.

PostgreSQL's configuration `russian` stems words of Latin letters as English and all others as Russian, and drops the
stop words of both (PostgreSQL 15, `\\dF+ russian`): one vector has both languages. PostgreSQL stems stored texts;
`stem_word` does the same, by the same algorithm, for words that are in no text.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import Stemmer
from sqlalchemy import ColumnElement, func, literal, literal_column, text
from sqlalchemy.ext.asyncio import AsyncSession

from desk.text import strip_invisible

_CONFIG: ColumnElement[str] = literal_column("'russian'::regconfig")
LONGEST_WORD = 40
"""Characters; a longer word is a key or an address, which people do not type twice."""
_TOKEN = re.compile(r"[^\W_]+")
_LATIN, _CYRILLIC = re.compile("[a-z]"), re.compile("[а-я]")
_RUSSIAN, _ENGLISH = Stemmer.Stemmer("russian", 0), Stemmer.Stemmer("english", 0)  # `stem_word` keeps what they found
_LOOK_ALIKE = ("aceopxyk", "асеорхук")
_AS_CYRILLIC, _AS_LATIN = str.maketrans(*_LOOK_ALIKE), str.maketrans(*reversed(_LOOK_ALIKE))

_STEMS = text("""
select tsvector_to_array(to_tsvector('russian', said))
from unnest(cast(:texts as text[])) with ordinality as given(said, place) order by place
""")


def fold_text(text: str) -> str:
    """Return the text as it is compared: lower case, ё as е, without invisible characters."""
    return strip_invisible(unicodedata.normalize("NFKC", text)).casefold().replace("ё", "е").replace("\x00", " ")


def split_tokens(text: str) -> list[str]:
    """Return the folded words of a text, in order, with repetitions."""
    return [_in_one_script(token) for token in _TOKEN.findall(fold_text(text)) if len(token) <= LONGEST_WORD]


def _in_one_script(token: str) -> str:
    """Replace letters of the other script that look the same."""
    latin, cyrillic = len(_LATIN.findall(token)), len(_CYRILLIC.findall(token))
    if not (latin and cyrillic):
        return token
    read = token.translate(_AS_CYRILLIC if cyrillic >= latin else _AS_LATIN)
    return token if _LATIN.search(read) and _CYRILLIC.search(read) else read


def list_distinct_words(text: str, most: int | None = None) -> list[str]:
    """Return the first `most` different words of a text."""
    return list(dict.fromkeys(split_tokens(text)))[:most]


@lru_cache(maxsize=20_000)
def stem_word(token: str) -> str:
    """Return the stem of a word, Russian or English by its first letter; stop words have one too."""
    return str((_RUSSIAN if "а" <= token[:1] <= "я" else _ENGLISH).stemWord(token))


async def stem_texts(session: AsyncSession, texts: Sequence[str]) -> list[frozenset[str]]:
    """Return the stems of each text, without stop words."""
    words = [" ".join(split_tokens(one)) for one in texts]
    return [frozenset(stems) for stems in await session.scalars(_STEMS, {"texts": words})]


def make_tsvector(text: str, weight: str) -> ColumnElement[Any]:
    """Return the `tsvector` of a text, with its stems at one weight ("A" is the heaviest, "D" the lightest)."""
    stems = func.to_tsvector(_CONFIG, literal(" ".join(split_tokens(text))))
    return func.setweight(stems, literal_column(f"'{weight}'"))


def match_any_stem(stems: Iterable[str]) -> str:
    """Return a `tsquery`, as text, that matches any of the stems; they are letters and digits, so they need no
    escape."""
    return " | ".join(f"'{stem}'" for stem in stems)
