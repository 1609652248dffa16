"""Which of the articles that were found truly fit: enough of what was asked, or enough in all. Pure.

The figures were chosen on `tests/answers/seen.jsonl` alone; what they come to is in docs/answers.md.
"""

from collections.abc import Sequence

from desk.knowledge.finding import Found

MOST = 3
_FEWEST_STEMS = 2
_SHARE = 0.45
"""Of what is asked, by weight, that an article holds."""
_HELD = 1.2
"""The weight of what it holds, where much else is said too; one word that a single article holds weighs 1."""
_BESIDE_BEST = 0.75
"""Of the best one's score, that another shown beside it has."""
_ROUNDING = 1e-9


def fits(found: Found) -> bool:
    """Whether it may be offered."""
    return len(found.stems) >= _FEWEST_STEMS and (found.score >= _SHARE or found.held >= _HELD)


def chosen(found: Sequence[Found]) -> list[Found]:
    """Those to offer, best first: nothing where the best does not fit."""
    if not found or not fits(found[0]):
        return []
    least = found[0].score * _BESIDE_BEST - _ROUNDING
    return [one for one in found if fits(one) and one.score >= least][:MOST]
