"""Subjects, notes and small talk: what the words themselves are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text import Entity, RichText, has_more_than_greeting, hear
from desk.text.note_prefix import is_note, strip_note_mark
from desk.text.subject import ENOUGH, JOINT, LONGEST, is_thin, make_subject, strip_opening

pytestmark = pytest.mark.sentence("How a request stands")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["The printer on the second floor is on fire"], "The printer on the second floor is on fire"),
        (["Hello", "The printer is on fire", "since five", "and more"], "The printer is on fire · since five"),
        (["Здравствуйте!\nНе открывается личный кабинет участника"], "Не открывается личный кабинет участника"),
        (["Здравствуйте, команда «Север» не может войти"], "Команда «Север» не может войти"),
        (["@olga_help, @ivan_d the light is off in hall C"], "The light is off in hall C"),
        (["mail @olga_help about it"], "mail @olga_help about it"),
        (["Hello"], "Hello"),
        ([], "Photo"),
        (["", "  \n "], "Photo"),
        (["no wifi", "hall\t3"], "no wifi · hall 3"),
        (["не могу", "ой рано отправила", "не могу скачать отчёт за май"], "не могу скачать отчёт за май"),
    ],
)
def test_a_subject(texts: list[str], expected: str) -> None:
    assert make_subject(texts, "Photo" if texts != ["Hello"] else "") == expected


@given(st.lists(st.text(), max_size=6), st.text(max_size=200))
def test_any_subject_is_one_short_line(texts: list[str], without_text: str) -> None:
    made = make_subject(texts, without_text)
    assert len(made) <= LONGEST
    assert len(made.splitlines()) <= 1
    if has_more_than_greeting(texts):
        assert made


@given(st.lists(st.text("abc defg\n", min_size=1, max_size=20), max_size=8))
def test_no_more_lines_than_needed(texts: list[str]) -> None:
    made = make_subject(texts)
    if JOINT in made:
        assert len(made.rpartition(JOINT)[0]) < ENOUGH


@pytest.mark.parametrize("text", ["hi", "Hello", "Здравствуйте!", "Добрый день, коллеги", "short one", ""])
def test_more_is_likely_to_follow(text: str) -> None:
    assert is_thin([text])


def test_nothing_more_need_follow() -> None:
    assert not is_thin(["Good morning", "the printer burns"])


@pytest.mark.parametrize(
    "text",
    ["// x", "//x", "  //x", "\u200b// x", "\u00a0\ufeff\u2060//", "\n\t//", "\u3164//", "/\u200b/ x", "\u202e//"],
)
def test_a_note(text: str) -> None:
    assert is_note(text)


@pytest.mark.parametrize("text", ["", "/", "/ / x", "x // y", "http://x", "/start", ":// x", "🙂//"])
def test_no_note(text: str) -> None:
    assert not is_note(text)


def test_a_note_without_its_mark_keeps_its_format() -> None:
    words = RichText("\u200b // 🙂 call them", (Entity("bold", 8, 4),))
    assert strip_note_mark(words) == RichText("🙂 call them", (Entity("bold", 3, 4),))
    assert strip_note_mark(RichText("no note")) == RichText("no note")


@given(st.text("\u200b \u00a0\t\n\ufeff\u2060\u3164", max_size=8), st.text(max_size=20))
def test_nothing_invisible_hides_a_note(before: str, after: str) -> None:
    assert is_note(f"{before}//{after}")


@pytest.mark.parametrize(
    "text",
    [
        "Спасибо!",
        "ок, спасибо большое",
        "Thank you so much 🙏",
        "👍",
        "👍🏽",
        "❤️",
        "🇷🇺",
        "понял",
        "ok.",
        "👍👍👍",
        "🐱",
    ],
)
def test_small_talk(text: str) -> None:
    assert hear(text).is_small_talk


@pytest.mark.parametrize(
    "text",
    [
        "спасибо, а когда привезут проектор?",
        "не работает",
        "ok?",
        "team",
        "ok 5",
        "👎",
        "thanks 😡",
        "",
        "again",
        "спасибо // x",
    ],
)
def test_more_than_small_talk(text: str) -> None:
    assert not hear(text).is_small_talk


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("What’s the status?", True),
        ("Hi, any updates, please?", True),
        ("how long will it take", True),
        ("Здравствуйте, что с моей заявкой?", True),
        ("а когда почините?", True),
        ("есть кто-нибудь? есть новости?", True),
        ("ну что там?", True),
        ("Коллеги, ну как там, когда ждать?", True),
        ("ETA?", True),
        ("что там с принтером?", False),
        ("how long is the cable?", False),
        ("please", False),
        ("what is the status code 500?", False),
        ("how long will it take to replace the lamp", False),
        ("the status page is down", False),
        ("когда почините принтер?", False),
        ("есть новости про принтер?", False),
        ("hello", False),
    ],
)
def test_what_only_asks_how_it_stands(text: str, asks: bool) -> None:
    assert hear(text).asks_for_state is asks


@given(st.text(max_size=60))
def test_any_text_can_be_judged(text: str) -> None:
    heard = hear(text)
    assert not (heard.is_small_talk and "?" in text)
    assert not (heard.denies and (heard.confirms or heard.is_small_talk or heard.is_never_mind))
    assert not heard.is_greeting or len(text) > 100 or strip_opening(text) == ""


@pytest.mark.parametrize("hello", ["hi, ", "yo,", "Добрый день! "])
def test_a_message_of_greetings_is_one_bare_greeting(hello: str) -> None:
    whole = hello * (4096 // len(hello))
    assert is_thin([whole])
    assert not has_more_than_greeting([whole])
    assert strip_opening(whole + "the printer burns") == "The printer burns"
