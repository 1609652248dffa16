"""What is learned of topics: it guesses, says by which words, keeps as JSON, is quick; or is nothing."""

import random
from time import perf_counter

from desk.topics.guess import list_stems
from reports.topics import TopicExample, train_model

_ABOUT = {1: ("door", "замок", "key", "hinge", "ручка"), 2: ("lamp", "свет", "bulb", "dark", "плафон")}
_FILL = ("hall", "today", "please", "сегодня", "опять", "room", "again", "зал")


def _examples(count: int, about: dict[int, tuple[str, ...]] | None = None) -> list[TopicExample]:
    chance = random.Random(7)
    words = about or _ABOUT
    made = []
    for n in range(count):
        topic = sorted(words)[n % len(words)]
        made.append(TopicExample(" ".join([*chance.choices(words[topic], k=2), *chance.choices(_FILL, k=3)]), topic))
    return made


def test_it_is_nothing_where_guesses_would_be_wrong_too_often_or_there_is_one_topic() -> None:
    chance = random.Random(3)
    noise = [TopicExample(" ".join(chance.choices(_FILL, k=4)), chance.randrange(9)) for _ in range(300)]
    assert train_model(noise, []) is None
    assert train_model(_examples(200, {1: _ABOUT[1]}), []) is None


def test_stems_are_of_both_languages_and_a_long_message_is_quick() -> None:
    (meant,) = (one for one in list_stems("Doors") if one.startswith("="))
    assert list_stems("Doors двери ДВЕРЯМИ Ёлка") == ["door", meant, "двер", meant, "двер", meant, *list_stems("елка")]
    assert len(list_stems("елка")) == 1
    weights = train_model(_examples(200), [])
    assert weights is not None
    long = [" ".join(f"слово{n}word{n}" for n in range(at, at + 400))[:4096] for at in (0, 400, 800, 1200, 1600)]
    begun = perf_counter()
    for text in long:
        weights.rank_topics(text + " lamp")
    assert (perf_counter() - begun) / len(long) < 0.1  # 20 ms on a machine with nothing else to do
