"""What of the found truly fits."""

from db.models import ArticleAudience, ArticleState
from desk.knowledge.article_search import FoundArticle
from desk.suggestions import article_fit


def found(key: int, score: float, held: float, terms: int = 2) -> FoundArticle:
    return FoundArticle(
        key, "", "", score, "en", ArticleState.PUBLISHED, ArticleAudience.EVERYBODY, frozenset(), held, terms
    )


def test_enough_of_what_is_asked_or_enough_in_all() -> None:
    assert article_fit.is_fitting(found(1, 0.95, 0.68))  # much of a short question
    assert article_fit.is_fitting(found(1, 0.25, 1.8))  # enough of a long one
    assert not article_fit.is_fitting(found(1, 0.25, 1.795))
    assert not article_fit.is_fitting(found(1, 0.95, 0.675))
    assert not article_fit.is_fitting(found(1, 1.0, 2.0, terms=1))


def test_three_at_most_and_none_far_behind_the_best() -> None:
    assert article_fit.choose_articles([]) == []
    assert article_fit.choose_articles([found(1, 0.4, 1.2), found(2, 0.3, 2.0)]) == []
    assert [one.article_id for one in article_fit.choose_articles([found(1, 0.4, 1.2), found(2, 0.27, 1.9)])] == [1]
    assert [one.article_id for one in article_fit.choose_articles([found(1, 0.3, 0.82)])] == [1]
    assert article_fit.choose_articles([found(1, 0.3, 0.815)]) == []
    near = [found(key, score, 2.0) for key, score in ((1, 0.8), (2, 0.7), (3, 0.6), (4, 0.6), (5, 0.59))]
    assert [one.article_id for one in article_fit.choose_articles(near)] == [1, 2, 3]
    assert [one.article_id for one in article_fit.choose_articles([near[0], near[4]])] == [1]


def test_beside_the_best_it_has_to_fit_by_itself() -> None:
    best = found(1, 0.8, 2.0)
    assert [
        one.article_id for one in article_fit.choose_articles([best, found(2, 0.7, 0.73), found(3, 0.7, 0.72)])
    ] == [
        1,
        2,
    ]
    assert [one.article_id for one in article_fit.choose_articles([best, found(2, 0.7, 2.0, terms=1)])] == [1]
