"""Which of the articles that were found truly fit: enough of what was asked, or enough in all. Pure.

The figures were chosen on `tests/answers/seen.jsonl` alone; what they come to is in docs/answers.md.
"""

from collections.abc import Sequence

from desk.knowledge.finding import Found

MOST = 3
_FEWEST = 2
"""Things that were asked for, that an article holds."""
_SHARE = 1.6
_ENOUGH = 1.85
"""What the weight of what it holds (one word that a single article holds weighs 1), and this many times its share of
all that is asked, come to together: much of a short question, or enough of a long one."""
_BESIDE_BEST = 0.75
"""Of the best one's score, that another shown beside it has."""
_ROUNDING = 1e-9


def fits(found: Found) -> bool:
    """Whether it may be offered."""
    return found.things >= _FEWEST and found.held + _SHARE * found.score >= _ENOUGH - _ROUNDING


def chosen(found: Sequence[Found]) -> list[Found]:
    """Those to offer, best first: nothing where the best does not fit."""
    if not found or not fits(found[0]):
        return []
    least = found[0].score * _BESIDE_BEST - _ROUNDING
    return [one for one in found if fits(one) and one.score >= least][:MOST]
