"""`!word`: which texts are a key and nothing else, how keys are compared, which are near."""

import pytest

from desk.canned import reply_keys


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("!hello", "hello"),
        (" !Привет\n", "Привет"),
        ("!你好", "你好"),
        ("！hello", "hello"),
        ("!\u200bhello", "hello"),
        ("!hello.", "hello."),  # one word all the same: it is not sent
        ("!a-b_2", "a-b_2"),
        ("!5", "5"),
        ("!привет всем", None),
        ("!hello\nthere", None),
        ("hello", None),
        ("!", None),
        ("!!!", None),
        ("! hello", None),
        ("//!hello", None),
        ("", None),
    ],
)
def test_a_text_that_is_a_key_and_nothing_else(text: str, word: str | None) -> None:
    assert reply_keys.parse_lone_key(text) == word


def test_keys_are_compared_without_case() -> None:
    assert reply_keys.fold_key("Ёлка") == reply_keys.fold_key("ЕЛКА") == "елка"
    assert reply_keys.fold_key("STRASSE") == reply_keys.fold_key("straße")
    assert reply_keys.fold_key("a") != reply_keys.fold_key("b")


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("hello", "hello"),
        ("!Hello", "Hello"),
        ("नमस्ते", "नमस्ते"),
        ("x" * 32, "x" * 32),
        ("x" * 33, None),
        ("!", None),
        ("-_", None),
        ("a.b", None),
        ("<b>", None),
        ("", None),
    ],
)
def test_what_can_be_a_key(word: str, key: str | None) -> None:
    assert reply_keys.parse_key(word) == key


def test_the_three_nearest_the_most_alike_first() -> None:
    assert reply_keys.find_nearest("helo", ["bye", "hello", "help", "Held", "thanks"]) == ["hello", "Held", "help"]
    assert reply_keys.find_nearest("ПАРОЛЬ", ["пароль2", "вход"]) == ["пароль2", "вход"]
    assert reply_keys.find_nearest("hallo", ["Hello", "hello"]) == ["hello"]
    assert reply_keys.find_nearest("x", []) == []
