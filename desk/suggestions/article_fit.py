"""The articles that fit a request well enough to be offered, and how many."""

from collections.abc import Sequence

from desk.knowledge.article_search import FoundArticle

MOST = 3
CANDIDATES = 8
"""Articles that are considered before the best are chosen."""
_FEWEST = 2
"""Terms of the question that an article must have."""
_SHARE, _LEAD = 1.6, 3.0
_ENOUGH, _ENOUGH_BESIDE = 2.2, 1.85
"""Thresholds of an article's worth: the weight of its terms (a word that only one article has weighs 1), plus `_SHARE`
times its share of the question, plus `_LEAD` times its lead over the next article. So it suffices to have much of a
short question, enough of a long one, or less if nothing else comes close. Further articles need the second threshold,
without a lead."""
_BESIDE_BEST = 0.75
"""The share of the best score that a further article needs."""
_ROUNDING = 1e-9


def is_fitting(found: FoundArticle, lead: float = 0.0, enough: float = _ENOUGH) -> bool:
    """Return True if the article may be offered; `lead` is how far its score is ahead of the next."""
    worth = found.held + _SHARE * found.score + _LEAD * lead
    return found.terms >= _FEWEST and worth >= enough - _ROUNDING


def choose_articles(found: Sequence[FoundArticle]) -> list[FoundArticle]:
    """Return the articles to offer, best first; none if the best does not fit."""
    if not found:
        return []
    best, *others = found
    lead = best.score - (others[0].score if others else 0.0)
    if not is_fitting(best, lead):
        return []
    least = best.score * _BESIDE_BEST - _ROUNDING
    beside = [one for one in others if is_fitting(one, enough=_ENOUGH_BESIDE) and one.score >= least]
    return [best, *beside][:MOST]
