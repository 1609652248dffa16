"""Texts as sentences, found by what people see: every sentence in a message made of it, none by words of people."""

from collections import defaultdict
from itertools import pairwise

import pytest

from desk.i18n import LANGUAGES, catalog, overrides
from desk.i18n.catalog import say_rich
from desk.i18n.sentences import choose_sentence_id, load_sentences
from desk.text import Entity, RichText, count_units
from desk.text_overrides.checks import get_original
from desk.text_overrides.places import find_by_code, is_formatted, list_editable, make_code
from desk.text_overrides.search import find_by_words, find_in_message


@pytest.fixture(autouse=True)
def _as_written() -> object:
    yield
    overrides.use_overrides(())


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_has_a_code_of_its_own_and_placeholders_by_name(language: str) -> None:
    assert len({make_code(one) for one in list_editable(language)}) == len(list_editable(language)) > 1000
    for one in list_editable(language).values():
        assert set(one.must) <= one.knows
        assert find_by_code(language, make_code(one.id)) is one
    assert find_by_code(language, "00000000") is None
    assert find_by_code("xx", make_code("taken")) is None
    for kept in ("board-hint", "language-name", "menu-new", "stats-form.now", "status-staff.new", "usage-text"):
        assert kept in load_sentences(language)
        assert kept not in list_editable(language)


@pytest.mark.parametrize(
    ("key", "args", "sentence"),
    [
        ("taken", {}, "taken"),
        ("opening-waiting", {"n": "1"}, "opening-waiting"),
        ("waiting-for-you", {"several": "0"}, "waiting-for-you.0"),
        ("waiting-for-you", {"several": "3"}, "waiting-for-you.other"),
        ("group-title", {"new": "2", "ended": "0"}, "group-title.other.0"),
        ("group-title", {"new": "0", "ended": "3"}, "group-title.0"),
        ("invite-made", {"role": "admin"}, "invite-made.admin"),
        ("targets-would", {"n": "1", "late": "0"}, "targets-would.0"),
        ("card-closed-why", {"reason": "a new one"}, "card-closed-why.other"),
    ],
)
def test_which_sentence_a_text_is(key: str, args: dict[str, str], sentence: str) -> None:
    assert choose_sentence_id("ru", key, args) == sentence
    assert sentence in load_sentences("ru")


def _shown(key: str) -> str:
    given = {name: "Olga B." if name == "name" else 7 for name in load_sentences("en")[key].knows}
    return say_rich("en", key, **given).text  # type: ignore[arg-type]


def test_a_message_is_taken_apart_again() -> None:
    keys = [
        "receipt-filed",
        "receipt-add",
        "taken",
        "nobody-free",
        "on-hold",
        "resolved-ask",
        "cancelled",
        "subject-kept",
    ]
    for one, other in pairwise(keys):
        met = [sentence.id for sentence in find_in_message(f"{_shown(one)}\n{_shown(other)}")]
        assert met[:2] == [one, other] or set(met) >= {one, other}
    said = "I opened it, took the lamp, and sent it over to you; it is open now. #7 #7 #7 " + "x #" * 1500
    assert not find_in_message(said * 2)
    assert [one.id for one in find_in_message("", ["Take"]) if one.language == "en"] == ["btn-take"]
    assert not find_in_message("", ["Release the lamp"])


def test_sentences_of_the_same_words_are_all_found_and_parts_of_them_are_not() -> None:
    same = defaultdict(set)
    for one in list_editable("en").values():
        if not one.knows and len(one.forms) == 1 and len(one.plain) > 40:
            same[one.plain].add(one.id)
    words, ids = next((words, ids) for words, ids in same.items() if len(ids) > 1)
    assert {one.id for one in find_in_message(words)} == ids


def test_words_find_sentences_in_both_languages_whatever_is_typed() -> None:
    assert "taken" in [one.id for one in find_by_words("LOOKING after")]
    found = [one.id for one in find_by_words("занимается")]
    assert found.index("taken") < found.index("setting-tell-taken"), "what requesters read comes first"
    assert ("ru", "receipt-closed") in [(one.language, one.id) for one in find_by_words("закрыта")]
    assert [one.id for one in find_by_words("🙋 Olga B. is looking after your request #42.")] == ["taken"]
    assert "taken" in [one.id for one in find_by_words("🙋")]
    for typed in ("", "😀", "<zq>", "\u202e", "{", "x" * 4096, "{" * 4096):
        assert find_by_words(typed) == []
    assert len(find_by_words("request")) == 24


def test_own_words_are_filled_with_formatting_in_its_place() -> None:
    text = "😀 {name} has {number}. {name}."
    said = RichText(text, (Entity("bold", 0, 9), Entity("italic", 14, 9)))
    overrides.use_overrides(
        [("en", "taken", said), ("en", "gone-with-the-wind", said), ("ru", "taken", RichText("Взял {name}"))]
    )
    got = say_rich("en", "taken", name=RichText("Olga B.", (Entity("code", 0, 4),)), number=7)
    assert got.text == "😀 Olga B. has 7. Olga B."
    raw = got.text.encode("utf-16-le")
    covered = {e.type: raw[e.offset * 2 : (e.offset + e.length) * 2].decode("utf-16-le") for e in got.entities}
    assert covered == {"bold": "😀 Olga B.", "italic": "7.", "code": "Olga"} or covered["bold"] == "😀 Olga B."
    assert catalog.say("ru", "taken", name="Olga", number=7) == "🙋 Olga занимается вашей заявкой #7."
    assert catalog.has_key("ru", "taken")
    overrides.use_overrides(())
    assert catalog.say("en", "taken", name="Olga", number=7) == "🙋 Olga is looking after your request #7."
    assert count_units(get_original(load_sentences("en")["taken"]).text) == count_units(
        load_sentences("en")["taken"].plain
    )


def test_formatting_is_kept_where_a_text_is_a_message_of_its_own() -> None:
    known = {
        key: is_formatted(load_sentences("en")[key])
        for key in ("taken", "start-requester.no", "btn-take", "receipt-add")
    }
    assert known == {"taken": True, "start-requester.no": True, "btn-take": False, "receipt-add": False}
