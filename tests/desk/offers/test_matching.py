"""What of the found truly fits."""

from db.enums import ArticleState
from desk.knowledge.finding import Found
from desk.offers import matching


def found(key: int, score: float, held: float, stems: int = 2) -> Found:
    names = frozenset(str(n) for n in range(stems))
    return Found(key, "", "", score, "en", ArticleState.PUBLISHED, names, held)


def test_enough_of_what_is_asked_or_enough_in_all() -> None:
    assert matching.fits(found(1, 0.45, 0.5))
    assert matching.fits(found(1, 0.1, 1.2))
    assert not matching.fits(found(1, 0.449, 1.199))
    assert not matching.fits(found(1, 1.0, 2.0, stems=1))


def test_three_at_most_and_none_far_behind_the_best() -> None:
    assert matching.chosen([]) == []
    assert matching.chosen([found(1, 0.4, 1.0), found(2, 0.5, 2.0)]) == []
    near = [found(key, score, 2.0) for key, score in ((1, 0.8), (2, 0.7), (3, 0.6), (4, 0.6), (5, 0.59))]
    assert [one.article_id for one in matching.chosen(near)] == [1, 2, 3]
    assert [one.article_id for one in matching.chosen([near[0], near[4]])] == [1]
