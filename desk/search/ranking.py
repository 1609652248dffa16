"""How well a text fits what was asked, 0 to 1: how much of the asked it holds, rare words counting for more than common
ones, those of title and keywords for more than those of the body. Knows no room.

Not `ts_rank_cd`, which counts how near words stand to each other: titles and questions are too short for that, and it
has no upper end that a threshold could be set to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from sqlalchemy.ext.asyncio import AsyncSession

from desk.search.spelling import WordLookup, corrections, looked_up, put_in
from desk.search.words import any_of_stems, distinct
from desk.text.small_talk import is_greeting, is_small_talk

MOST_WORDS = 40
"""Different words of one text that are searched with; further ones are passed over."""
_UNKNOWN = 0.3  # the weight of a word that nothing known holds: it says what is asked, and nothing can answer it
_IN_BODY = 0.5
_RAREST = 8
_COMMON = 4  # a word that one in so many texts holds finds too much


@dataclass(frozen=True, slots=True)
class SearchedWords:
    """What is searched for: `words` as they are read, and whether that is `corrected`; the weight of each stem, and how
    many texts hold it."""

    words: str
    corrected: bool = False
    weights: Mapping[str, float] = field(default_factory=dict)
    held_by: Mapping[str, int] = field(default_factory=dict)

    @property
    def finding(self) -> str:
        """The `tsquery`, as text, of what can fit at all: what holds one of the rarer words; "" where nothing can."""
        rarest = sorted((n, stem) for stem, n in self.held_by.items() if n > 0)[:_RAREST]
        most = max(rarest[0][0] * _COMMON, _COMMON * _COMMON) if rarest else 0
        return any_of_stems(stem for n, stem in rarest if n <= most)

    @property
    def finding_drafts(self) -> str:
        """The same where the words of some texts are not known: drafts, which are not read by everybody."""
        unknown = [stem for stem, n in self.held_by.items() if n == 0]
        return " | ".join(filter(None, (self.finding, any_of_stems(unknown))))

    @property
    def all_stems(self) -> str:
        """The `tsquery`, as text, of all that is asked."""
        return any_of_stems(self.weights)


async def asked_in_articles(session: AsyncSession, words: str, texts: int, *, correct: bool = True) -> SearchedWords:
    """What these words ask of published articles, of which there are so many `texts`; misspelt ones corrected. At most
    four statements, one where all is known."""
    said = [word for word in distinct(words, MOST_WORDS) if not (is_small_talk(word) or is_greeting(word))]
    known = await looked_up(session, said)
    instead = await corrections(session, words, known, in_articles=True) if correct else {}
    read = put_in(words, {token: word.token for token, word in instead.items()})
    stays = [one for one in known if one.token not in instead]
    return SearchedWords(read, read != words, *_weighed([*stays, *instead.values()], texts))


def _weighed(known: Sequence[WordLookup], texts: int) -> tuple[dict[str, float], dict[str, int]]:
    weights, held_by = {}, {}
    for one in known:
        if one.stem is not None:
            weights[one.stem], held_by[one.stem] = weight(one.articles, texts), one.articles
    return weights, held_by


def weight(held_by: int, texts: int) -> float:
    """How much a word says that stands in so many of the texts: 1 where it stands in one, less the more hold it."""
    if held_by <= 0:
        return _UNKNOWN
    return log(1 + texts / min(held_by, texts)) / log(1 + texts) if texts > 0 else 1.0


def score(weights: Mapping[str, float], found: Mapping[str, Sequence[str]]) -> float:
    """How much of what is asked a text holds, 0 to 1; `found`: its stems among the asked, with the weights ("A" … "D")
    of the places they stand at."""
    whole = sum(weights.values())
    if not whole:
        return 0.0
    return (
        sum(weights[stem] * (1.0 if "A" in at else _IN_BODY) for stem, at in found.items() if stem in weights) / whole
    )
