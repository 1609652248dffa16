"""How often a topic is guessed and how often that is right: by the offered keywords, by what was learned, as the desk
does it. `python -m tests.answers.measure_topics`; what it prints stands in `docs/internals/answers.md`.

Learns from `topics_train.jsonl`; asks about `topics_heldout.jsonl`, of which nothing is shown.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from desk.i18n import LANGUAGES, say
from desk.topics import editing, offered_topics
from desk.topics import keywords as topic_keywords
from desk.topics.guess import TopicWeights
from reports.topics import TopicExample, train_model

_HERE = Path(__file__).parent
_KEYS = [topic for topics in editing.OFFERED.values() for topic in topics]
_WORDS = [(at, offered_topics.get_offered_keywords(key)) for at, key in enumerate(_KEYS)]
_CALLED = {"integrations": "integration"}


def examples(name: str) -> list[TopicExample]:
    """The messages of a file, with the places of their topics among the offered ones."""
    rows = [json.loads(line) for line in (_HERE / name).read_text("utf-8").splitlines()]
    return [TopicExample(row["text"], _place(row["topic"])) for row in rows]


def _place(topic: str) -> int:
    return _KEYS.index(_CALLED.get(topic, topic).replace("_", "-"))


def learned() -> TopicWeights:
    """What the desk would learn of the training half."""
    said = [
        TopicExample(word, at)
        for at, key in enumerate(_KEYS)
        for word in (
            *(say(language, f"offered-topic-{key}") for language in LANGUAGES),
            *offered_topics.get_offered_keywords(key),
        )
    ]
    weights = train_model(examples("topics_train.jsonl"), said)
    assert weights is not None
    return weights


def measured(asked: list[TopicExample], guess: Callable[[str], int | None]) -> str:
    """A row: how many were guessed, of these how many right, and of all."""
    found = [(guess(one.text), one.topic) for one in asked]
    made = [topic == right for topic, right in found if topic is not None]
    precision = sum(made) / len(made) if made else 0.0
    return f"{len(made) / len(asked):.0%} | {precision:.0%} | {sum(made) / len(asked):.0%}"


def main() -> None:
    """Print the table."""
    weights, asked = learned(), examples("topics_heldout.jsonl")

    def by_words(text: str) -> int | None:
        found = topic_keywords.choose_best(text, _WORDS)
        return found[0] if found is not None else None

    def by_model(text: str) -> int | None:
        found = weights.choose_topic(text)
        return found[0] if found is not None else None

    def always(text: str) -> int | None:
        found = weights.rank_topics(text)
        return found[0] if found is not None else None

    def first(a: Callable[[str], int | None], b: Callable[[str], int | None]) -> Callable[[str], int | None]:
        return lambda text: b(text) if (found := a(text)) is None else found

    ways = {
        "keywords": by_words,
        "model, where it is sure": by_model,
        "model, always": always,
        "keywords, then the model where it is sure (the desk)": first(by_words, by_model),
        "keywords, then the model always": first(by_words, always),
    }
    lines = [f"| {name} | {measured(asked, way)} |" for name, way in ways.items()]
    begun = perf_counter()
    for one in asked:
        first(by_words, by_model)(one.text)
    spent = (perf_counter() - begun) / len(asked) * 1000
    head = f"{len(asked)} messages, {len(weights.stems)} stems, {spent:.2f} ms a message"
    sys.stdout.write(
        "\n".join([head, "", "| by | guessed | right of these | right of all |", "| --- | --- | --- | --- |"])
    )
    sys.stdout.write("\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
