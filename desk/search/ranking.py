"""How well a text fits what was asked, 0 to 1: how much of the asked it holds, rare words counting for more than common
ones, those of title and keywords for more than those of the body, and a word of the same meaning for less than the word
itself. Knows no room.

Not `ts_rank_cd`, which counts how near words stand to each other: titles and questions are too short for that, and it
has no upper end that a threshold could be set to.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from desk.search.similarity import rarity
from desk.search.spelling import WordLookup, corrections, looked_up, put_in, sureness
from desk.search.synonyms import groups, meanings
from desk.search.words import tokens
from desk.text import is_greeting, is_small_talk

MOST_WORDS = 40
"""Different words of one text that are searched with; further ones are passed over."""
_MOST_SAID = 1000  # words of one text, repeated ones too: more than anybody writes in one message
_UNKNOWN = 0.7  # the weight of a word that nothing known holds: it says what is asked, and nothing can answer it
IN_BODY = 0.5
"""The weight of a word that stands in the body alone."""
_SURE = 0.8
"""How sure it has to be that a word is another one misspelt."""
_COMMON = 0.6  # of the weight of a word that people say of everything, or of a number
_CONTRACTED = re.compile(r"(?<=[a-z])['’](?=(?:t|s|m|d|ll|re|ve)\b)", re.IGNORECASE)
_MOST = 1500  # texts by whose words something is found

_COUNTED = text("""
select stem, max(articles) as articles from known_words where stem = any(:stems) and articles > 0 group by stem
""")


@dataclass(frozen=True, slots=True)
class SearchedThing:
    """One thing that is asked for: the stems that stand for it and how far each does, how much it says, and about how
    many texts hold it."""

    stems: Mapping[str, float]
    weight: float
    held_by: int = 0


@dataclass(frozen=True, slots=True)
class SearchedWords:
    """What is searched for: `words` as they are read, and whether that is `corrected`."""

    words: str
    corrected: bool = False
    things: Sequence[SearchedThing] = ()

    @property
    def stems(self) -> set[str]:
        """All that stand for something."""
        return {stem for one in self.things for stem in one.stems}

    @property
    def finding(self) -> list[int]:
        """The places of the things by which texts are found, the rarest: always one, and as many as are held by so
        many texts together; none where no text holds any."""
        known = sorted((one.held_by, at) for at, one in enumerate(self.things) if one.held_by > 0)
        together = accumulate(held_by for held_by, _ in known)
        return [at for n, ((_, at), so_far) in enumerate(zip(known, together, strict=True)) if not n or so_far <= _MOST]

    @property
    def finding_drafts(self) -> list[int]:
        """The same where the words of some texts are not known: drafts, which are not read by everybody."""
        return self.finding + [at for at, one in enumerate(self.things) if one.held_by == 0]

    def held(self, found: Collection[str], named: Collection[str]) -> list[float]:
        """How much of each thing a text holds, by weight; `found`: its stems among the asked, `named`: those of its
        title and keywords."""
        return [
            one.weight * max((_held(one, stem, named) for stem in one.stems if stem in found), default=0.0)
            for one in self.things
        ]

    def score(self, held: Sequence[float]) -> float:
        """How much of what is asked that is, 0 to 1."""
        whole = sum(one.weight for one in self.things)
        return sum(held) / whole if whole else 0.0


async def asked_in_articles(session: AsyncSession, words: str, texts: int, *, correct: bool = True) -> SearchedWords:
    """What these words ask of published articles, of which there are so many `texts`; misspelt ones corrected, words
    of asking and greetings left out. At most five statements, two where all is known."""
    words = _CONTRACTED.sub("", words)
    said = (word for word in dict.fromkeys(tokens(words)) if not (is_small_talk(word) or is_greeting(word)))
    known = {one.token: one for one in await looked_up(session, list(islice(said, MOST_WORDS)))}
    near = await corrections(session, words, list(known.values()), in_articles=True) if correct else {}
    instead = {typed: word for typed, word in near.items() if sureness(typed, word.token) >= _SURE}
    read = put_in(words, {typed: word.token for typed, word in instead.items()})
    known |= {word.token: word for word in instead.values()}
    sure = {word.stem: sureness(typed, word.token) for typed, word in instead.items() if word.stem is not None}
    order = [known[word] for word in tokens(read)[:_MOST_SAID] if word in known]
    return SearchedWords(read, read != words, await _things(session, order, sure, texts))


async def _things(
    session: AsyncSession, order: Sequence[WordLookup], sure: Mapping[str, float], texts: int
) -> list[SearchedThing]:
    """What is asked for, weighed by the word that was said, or by what means the same where no text holds that."""
    asked = meanings([(one.token, one.stem) for one in order])
    own = {one.stem: one.articles for one in order if one.stem is not None}
    others = {stem for stems in asked for stem in stems} - own.keys()
    rows = await session.execute(_COUNTED, {"stems": list(others)}) if others else ()
    counted = own | {row.stem: row.articles for row in rows}
    return [_thing(stems, counted, sure, texts) for stems in asked]


def _thing(
    stems: Mapping[str, float], counted: Mapping[str, int], sure: Mapping[str, float], texts: int
) -> SearchedThing:
    """One thing, worth what the word is that was said, or where no text holds that the rarest that means the same;
    what is less rare stands for it by so much less."""
    said = [stem for stem, far in stems.items() if far == 1.0]
    worths = {stem: rarity(counted[stem], texts) for stem in stems if counted.get(stem, 0)}
    worth = max((worths[stem] for stem in said if stem in worths), default=max(worths.values(), default=_UNKNOWN))
    how = min((sure.get(stem, 1.0) for stem in stems), default=1.0)
    stand = {stem: far * how * min(worths.get(stem, worth) / worth, 1.0) for stem, far in stems.items()}
    little = bool(said) and all(stem in groups().common or stem.isdigit() for stem in said)
    held_by = min(sum(counted.get(stem, 0) for stem in stems), max(texts, 1))
    return SearchedThing(stand, worth * _COMMON if little else worth, held_by)


def _held(one: SearchedThing, stem: str, named: Collection[str]) -> float:
    return one.stems[stem] * (1.0 if stem in named else IN_BODY)
