"""What is about a known problem: like what was said before, or much of it in the words that were published."""

import pytest

from desk import OpenProblem
from desk.problems.matching import is_about

WIFI = "wifi does not connect in hall 3"
ELSEWHERE = "wifi does not connect in hall 5"
PUBLISHED = "There is no wifi in the whole building, the provider will connect it again at noon"


def about(said: str, *texts: str) -> bool:
    """Words held against those of a problem, each word its own stem."""
    held = tuple((frozenset(text.split()), text) for text in texts)
    return is_about(OpenProblem(1, "wifi", "", [], frozenset(), held), said, said.split())


@pytest.mark.parametrize(
    ("said", "texts", "is_it"),
    [
        ("wifi does not connect", (WIFI,), True),
        (ELSEWHERE, (WIFI,), False),
        ("wifi does not connect in hall 7", (WIFI, ELSEWHERE), True),
        ("there is no soap", (WIFI, ELSEWHERE), False),
        ("wifi connect", (PUBLISHED,), True),
        ("wifi password of the printer forgotten", (PUBLISHED,), False),
        ("hello wifi", (PUBLISHED,), False),
        ("anything", (), False),
    ],
)
def test_what_is_about_it(said: str, texts: tuple[str, ...], is_it: bool) -> None:
    assert about(said, *texts) is is_it
