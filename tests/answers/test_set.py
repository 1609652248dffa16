"""That the set of messages is well-formed and its halves share nothing. What fails names lines, never their words:
nobody who builds a matcher may read what is held out (`last.jsonl`, `topics_heldout.jsonl`)."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sandbox.knowledge import ARTICLES, PRESETS

HERE = Path(__file__).parent
LANGUAGES = {"ru", "en"}
LEAVES = (
    "not_working slow error equipment network how_to where_is setup files reports sign_in access profile payment "
    "registration new_feature interface integrations texts convenience schedule place contacts complaint "
    "something_else"
)
TOPICS = set(LEAVES.split())
ANSWERED = {"question", "misspelt", "several"}
UNANSWERED = {"greeting", "thanks", "anger", "smalltalk", "unrelated", "critical", "followup"}
KINDS = ANSWERED | UNANSWERED
MESSAGES = ("seen", "unseen", "last")
GUESSED = ("topics_train", "topics_heldout")
HALVES = (("seen", "unseen"), ("seen", "last"), ("unseen", "last"), GUESSED)


@cache
def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()]


@cache
def _presets() -> list[dict[str, Any]]:
    return json.loads(PRESETS.read_text("utf-8"))  # type: ignore[no-any-return]


def _slugs() -> set[str]:
    return {path.name.split(".")[0] for path in _list_files()}


def _list_files() -> list[Path]:
    """The files of articles for everybody: a runbook answers nobody."""
    return [path for path in ARTICLES.iterdir() if "-runbook." not in path.name]


def _article(path: Path) -> tuple[dict[str, str], str]:
    _, head, body = path.read_text("utf-8").split("---\n", 2)
    return dict(line.split(": ", 1) for line in head.splitlines()), body


def _plain(text: str) -> list[str]:
    return re.sub(r"[\W\d_]+", " ", text.casefold().replace("ё", "е")).split()


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = _plain(text)
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def _examples() -> list[str]:
    return [text for preset in _presets() for texts in preset["examples"].values() for text in texts]


def test_articles_are_in_both_languages() -> None:
    assert len(_slugs()) == 20
    assert {path.name for path in _list_files()} == {f"{s}.{lang}.md" for s in _slugs() for lang in LANGUAGES}
    topics = set()
    for path in _list_files():
        head, body = _article(path)
        assert set(head) == {"title", "language", "topic", "keywords", "state"}, path.name
        assert (head["language"], head["state"]) == (path.name.split(".")[1], "published"), path.name
        assert 60 <= len(_plain(body)) <= 200, path.name
        assert len(head["keywords"].split(", ")) >= 4, path.name
        topics.add((path.name.split(".")[0], head["topic"]))
    assert len(topics) == 20, "one topic an article"
    assert {topic for _, topic in topics} <= TOPICS


def test_presets_are_in_both_languages() -> None:
    assert len({preset["slug"] for preset in _presets()}) == len(_presets()) == 8
    for preset in _presets():
        assert preset["topic"] in TOPICS
        for field in ("title", "examples", "keywords", "text"):
            assert set(preset[field]) == LANGUAGES and all(preset[field].values()), (preset["slug"], field)
        assert all(3 <= len(texts) <= 5 for texts in preset["examples"].values()), preset["slug"]


@pytest.mark.parametrize("name", MESSAGES)
def test_messages_are_labelled(name: str) -> None:
    rows, presets = _rows(name), {preset["slug"] for preset in _presets()}
    assert len(rows) >= 180
    for line, row in enumerate(rows, 1):
        place = f"{name}.jsonl:{line}"
        right = set(row) == {"text", "language", "kind", "articles", "presets"} and row["text"].strip()
        assert right and row["kind"] in KINDS and row["language"] in {*LANGUAGES, "mixed", "other"}, place
        assert set(row["articles"]) <= _slugs() and set(row["presets"]) <= presets, place
        offered = bool(row["articles"] or row["presets"])
        assert not offered or (row["kind"] in ANSWERED and row["language"] != "other"), place
    languages = Counter(row["language"] for row in rows)
    assert languages["ru"] >= 0.55 * len(rows) and languages["en"] >= 0.29 * len(rows) and languages["mixed"] >= 9
    assert 0.5 <= sum(bool(row["articles"]) for row in rows) / len(rows) <= 0.6
    assert {row["kind"] for row in rows} == KINDS
    assert {slug for row in rows for slug in row["articles"]} == _slugs()
    assert {slug for row in rows for slug in row["presets"]} == presets


@pytest.mark.parametrize(("name", "least"), [("topics_train", 300), ("topics_heldout", 150)])
def test_topics_are_known(name: str, least: int) -> None:
    rows = _rows(name)
    assert len(rows) >= least
    assert all(set(row) == {"text", "language", "topic"} and row["text"].strip() for row in rows)
    each = Counter(row["topic"] for row in rows)
    assert set(each) == TOPICS and min(each.values()) >= 5
    assert {topic for topic, _ in each.most_common(3)} == {"sign_in", "not_working", "how_to"}


def test_nothing_is_said_twice() -> None:
    places: dict[str, list[str]] = {}
    for name in (*MESSAGES, *GUESSED):
        for line, row in enumerate(_rows(name), 1):
            said = " ".join(_plain(row["text"])) or row["text"]
            places.setdefault(said, []).append(f"{name}.jsonl:{line}")
    for example in _examples():
        places.setdefault(" ".join(_plain(example)), []).append("presets.json")
    assert [where for where in places.values() if len(where) > 1] == []


@pytest.mark.parametrize(("known", "held_out"), HALVES)
def test_the_halves_share_no_template(known: str, held_out: str) -> None:
    """No four words in a row, and never half of a message's threes."""
    fours = set().union(*(_runs(row["text"], 4) for row in _rows(known)))
    threes = set().union(*(_runs(row["text"], 3) for row in _rows(known)))
    shared = []
    for line, row in enumerate(_rows(held_out), 1):
        mine = _runs(row["text"], 3)
        if _runs(row["text"], 4) & fours or 2 * len(mine & threes) >= max(len(mine), 2):
            shared.append(f"{held_out}.jsonl:{line}")
    assert shared == []


@pytest.mark.parametrize("name", MESSAGES)
def test_messages_do_not_quote_the_answers(name: str) -> None:
    quoted = set().union(*(_runs(text, 4) for text in _examples()))
    quoted |= set().union(*(_runs(_article(path)[1], 5) for path in ARTICLES.iterdir()))
    wrong = [
        f"{name}.jsonl:{line}"
        for line, row in enumerate(_rows(name), 1)
        if (_runs(row["text"], 4) | _runs(row["text"], 5)) & quoted
    ]
    assert wrong == []
