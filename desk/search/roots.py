"""Words of one root, which stems do not show: «распечатать» and «печать», “register” and “registered”. Knows how words
are built, and no word.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import takewhile

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from desk.search.spelling import trigrams

RELATED = 0.6
"""How far a word stands for another of its root."""
_SHORTEST = 5  # letters that two roots have in common
_SHARED = 0.66  # of the longer of them
_MOST = 12  # stems that are looked up
_PREFIXES = tuple(
    "без бес вз во воз вы до за из ис на над не о об обо от ото пере по под подо пре при про раз рас с со у".split()  # noqa: SIM905
)

_NEAR = text("""
select distinct t.stem, k.stem, max(k.articles) over (partition by t.stem, k.stem)
from jsonb_to_recordset(cast(:pieces as jsonb)) t(stem text, piece text[]) join known_words k on k.trigrams @> t.piece
where k.articles > 0 and k.stem <> t.stem
""")


async def related(session: AsyncSession, stems: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
    """For each of these stems those of its root that published articles hold, and about how many do. One statement,
    none where no stem is long enough."""
    pieces = [
        {"stem": stem, "piece": trigrams(root[:_SHORTEST])[2:-1]}
        for stem in list(dict.fromkeys(stems))[:_MOST]
        if stem.isalpha()
        for root in roots(stem)
    ]
    found = defaultdict[str, dict[str, int]](dict)
    if pieces:
        for stem, near, articles in await session.execute(_NEAR, {"pieces": json.dumps(pieces)}):
            if have_one_root(stem, near):
                found[stem][near] = articles
    return found


def roots(stem: str) -> list[str]:
    """What may be the root of a stem: itself, and what is left without a Russian prefix."""
    cut = [stem.removeprefix(one) for one in _PREFIXES if stem.startswith(one)]
    return [one for one in dict.fromkeys([stem, *cut]) if len(one) >= _SHORTEST]


def have_one_root(stem: str, other: str) -> bool:
    """Whether two stems begin alike for most of their length, with or without a prefix."""
    return any(_alike(one, two) for one in roots(stem) for two in roots(other))


def _alike(one: str, two: str) -> bool:
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))
    return same >= _SHORTEST and same >= _SHARED * max(len(one), len(two))
