"""What agents answered alike again and again, put together and ranked."""

import pytest

from desk.knowledge.article_search import redact_search
from desk.knowledge.candidates import RankedTicket, group_alike, rank_candidates


@pytest.mark.parametrize(
    ("alike", "groups"),
    [
        ({}, {}),
        ({2: [1], 3: [1]}, {1: {2, 3}}),
        ({2: [1], 3: [1, 2], 4: [2]}, {1: {2, 3, 4}}),  # 4 is like 2, which is in the group of 1
        ({2: [1], 3: [1], 9: [8]}, {1: {2, 3}, 8: {9}}),
        ({2: [1], 1: [2]}, {1: {2}}),
        ({3: [1, 2], 4: [2], 5: [2]}, {2: {3, 4, 5}}),  # 3 is in one group only
        ({2: [1], 3: [1], 4: [1], 1: [5]}, {1: {2, 3, 4}}),  # who stands for a group is in no other
    ],
)
def test_who_is_like_whom(alike: dict[int, list[int]], groups: dict[int, set[int]]) -> None:
    assert group_alike(alike) == groups


def test_each_reason_counts_from_its_number_on() -> None:
    assert rank_candidates({1: {2}}, {}, {}, ()) == []
    assert rank_candidates({1: {2, 3}}, {}, {}, ()) == [RankedTicket(1, 3, 0, 0)]
    assert rank_candidates({}, {5: 1}, {}, ()) == []
    assert rank_candidates({}, {5: 2}, {}, ()) == [RankedTicket(5, 1, 2, 0)]
    assert rank_candidates({}, {}, {5: 2}, ()) == []
    assert rank_candidates({}, {}, {5: 3}, ()) == [RankedTicket(5, 1, 0, 3)]


def test_what_belongs_together_is_one_and_the_answer_most_was_taken_from_stands_for_it() -> None:
    groups = {1: {2, 3}, 7: {8, 9, 10, 11, 12}}
    found = rank_candidates(groups, {3: 1, 9: 1}, {2: 4}, ())
    assert found == [RankedTicket(3, 3, 1, 4), RankedTicket(9, 6, 1, 0)]
    assert rank_candidates({4: {8, 1}}, {8: 1, 1: 1}, {}, ()) == [RankedTicket(1, 3, 2, 0)], "the earlier of two"
    assert rank_candidates({4: {1, 8}}, {}, {8: 3}, ()) == [RankedTicket(4, 3, 0, 3)], "none was taken over"
    assert rank_candidates({1: {2, 3}, 7: {8, 9, 10}}, {5: 6}, {}, ()) == [
        RankedTicket(5, 1, 6, 0), RankedTicket(7, 4, 0, 0), RankedTicket(1, 3, 0, 0),
    ]  # fmt: skip
    assert rank_candidates(groups, {}, {}, {8}) == [RankedTicket(1, 3, 0, 0)], "one of them is an article already"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Где  Чёрный\nпринтер", "где черный принтер"),
        ("order 1234567 of rita@example.org", "order … of …"),
        ("+49 170 1234567", ""),
        ("<b>\u202eX</b>", "<b>x</b>"),
    ],
)
def test_searches_are_kept_without_what_names_somebody(typed: str, stored: str) -> None:
    assert redact_search(typed) == stored
    assert len(redact_search("слово " * 900)) <= 60
