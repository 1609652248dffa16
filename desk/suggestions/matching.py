"""Which of the articles that were found truly fit: enough of what was asked, or enough in all. Pure.

The figures were chosen on both read halves of `tests/answers`; what they come to is in docs/internals/answers.md.
"""

from collections.abc import Sequence

from desk.knowledge.search import FoundArticle

MOST = 3
CANDIDATES = 8
"""Articles that are looked at before the best are chosen."""
_FEWEST = 2
"""Things that were asked for, that an article holds."""
_SHARE, _LEAD = 1.6, 3.0
_ENOUGH, _ENOUGH_BESIDE = 2.2, 1.85
"""What the weight of what the best holds (one word that a single article holds weighs 1), this many times its share of
all that is asked, and this many times by how much of that it leads before the next come to together: much of a short
question, enough of a long one, or less where nothing else comes near. Another shown beside it comes to that much
without a lead."""
_BESIDE_BEST = 0.75
"""Of the best one's score, that another shown beside it has."""
_ROUNDING = 1e-9


def fits(found: FoundArticle, lead: float = 0.0, enough: float = _ENOUGH) -> bool:
    """Whether it may be offered; `lead`: how far its score is before the next one's."""
    worth = found.held + _SHARE * found.score + _LEAD * lead
    return found.terms >= _FEWEST and worth >= enough - _ROUNDING


def chosen(found: Sequence[FoundArticle]) -> list[FoundArticle]:
    """Those to offer, best first: nothing where the best does not fit."""
    if not found:
        return []
    best, *others = found
    lead = best.score - (others[0].score if others else 0.0)
    if not fits(best, lead):
        return []
    least = best.score * _BESIDE_BEST - _ROUNDING
    beside = [one for one in others if fits(one, enough=_ENOUGH_BESIDE) and one.score >= least]
    return [best, *beside][:MOST]
