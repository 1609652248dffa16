"""Words folded, stemmed, corrected; how well a text fits. Both languages, nothing but PostgreSQL's own means."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.database import Database
from db.models import Job, KnownWord
from desk.administration.changes import settings_changed
from desk.search import learning, spelling
from desk.search.ranking import SearchedWords, asked_in_articles, score, weight
from desk.search.words import any_of_stems, distinct, folded, tokens
from tests.desk.cast import PRINTER, cast
from tests.desk.stage import Stage

KNOWS = (
    "Принтер не печатает: проверьте бумагу и картридж. Учётная запись, пароль, преподаватель.",
    "The printer does not print: check paper and cartridge. Your password, the projector.",
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ЁЛКА Принтер", ["елка", "принтер"]),
        ("wi-fi, <b>ноутбук</b>\n№5 a_b", ["wi", "fi", "b", "ноутбук", "b", "no5", "a", "b"]),
        ("при\u200bнтер \u202eпароль\u202c 🖨", ["принтер", "пароль"]),
        ("а" * 41 + " б" * 2, ["б", "б"]),
        ("", []),
        ("\x00' | & ! :* \\", []),
    ],
)
def test_a_text_is_read_as_its_words(typed: str, read: list[str]) -> None:
    assert tokens(typed) == read
    assert distinct(typed) == list(dict.fromkeys(read))


def test_words_are_folded() -> None:
    assert folded("Ёж\x00ＡＢ") == "еж ab"
    assert distinct("a b c a", 2) == ["a", "b"]


@pytest.mark.parametrize(
    ("typed", "word", "wrong"),
    [
        ("принтер", "принтер", 0),
        ("прнтер", "принтер", 1),  # a letter too few
        ("приинтер", "принтер", 1),  # too many
        ("прынтер", "принтер", 1),  # another
        ("рпинтер", "принтер", 1),  # two that changed places
        ("рпинетр", "принтер", 2),
        ("принт", "принтер", 2),
        ("бумага", "принтер", 3),
        ("при", "принтер", 3),
    ],
)
def test_letters_that_are_wrong_are_counted_up_to_two(typed: str, word: str, wrong: int) -> None:
    assert spelling.distance(typed, word, 2) == wrong


@pytest.mark.parametrize("word", ["почта", "бумага", "принтер", "картридж", "документы", "преподаватель"])
def test_whatever_mistake_is_made_the_word_is_among_those_that_are_looked_at(word: str) -> None:
    """A letter left out, doubled, replaced, swapped with the next one: at every place of the word."""
    for at in range(len(word)):
        for typed in (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + "ъ" + word[at + 1 :],
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
        ):
            if len(typed) >= spelling.SHORTEST:
                has = set(spelling.trigrams(word))
                assert word in spelling._swapped(typed) or any(has >= set(one) for one in spelling.pieces_of(typed)), (
                    typed
                )
                assert spelling._wrong(typed, word) is not None, typed


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("не печтает прынтер", "не печатает принтер"),
        ("Принтером печатали", "Принтером печатали"),  # other forms of known words are no mistakes
        ("паролъ от учетных", "пароль от учетных"),
        ("преподоватиль", "преподаватель"),  # two letters in a long word
        ("projektor pasword", "projector password"),
        ("ghbynth cjv", "принтер cjv"),  # typed with the keyboard in the other language
        ("зфззцщкв? зфыыцщкв!", "зфззцщкв? password"),
        ("дом кот 12345 xqzvw", "дом кот 12345 xqzvw"),  # unknown and near nothing, or too short
        ("прынтер " * 3, "принтер " * 3),
        ("", ""),
    ],
)
async def test_a_misspelt_word_is_read_as_the_nearest_known_one(database: Database, typed: str, read: str) -> None:
    async with database.unit_of_work() as session:
        await learning.articles_changed(session, [], KNOWS)
        assert await spelling.corrected(session, typed, in_articles=True) == read


async def test_a_word_is_known_as_long_as_a_published_text_holds_it(database: Database) -> None:
    async with database.unit_of_work() as session:
        await learning.articles_changed(session, [], [*KNOWS, "принтер 1с я"])
        await learning.articles_changed(session, [KNOWS[0], "Этого никто не знал"], [])
        held = await _held(session, KnownWord.articles)
        assert (held["принтер"], held["картридж"], held["printer"]) == (1, 0, 1)
        assert not {"я", "не", "знал"} & held.keys()
        assert held["1с"] == 1
        assert await spelling.corrected(session, "прынтер картредж", in_articles=True) == "принтер картредж"


async def test_what_people_say_is_counted_by_the_reports_process_and_never_corrects_an_article_s_search(
    database: Database,
) -> None:
    stage = Stage(database)
    anna, _, _, vera = await cast(stage)
    for text in ("Фломастер высох", "фломастером не пишется", "Где ФЛОМАСТЕР?", PRINTER, "однажды"):
        await stage.says(anna, text)
        stage.later(minutes=5)
        await stage.ticks()
    async with database.unit_of_work() as session:
        await learning.articles_changed(session, [], ["однажды"])
        await learning.count_spoken(session)
        words = await _held(session, KnownWord.tickets)
        assert words == {"однажды": 0}  # a form said once or twice is no word
    for _ in range(2):
        await stage.says(anna, "Ещё один фломастер")
    await stage.says(anna, "фломастер")
    async with database.unit_of_work() as session:
        await learning.count_spoken(session)
        assert await spelling.corrected(session, "фламастер") == "фломастер"
        assert await spelling.corrected(session, "фламастер", in_articles=True) == "фламастер"
        await learning.articles_changed(session, [], ["Фломасеры"])
        assert await spelling.corrected(session, "фломастер", in_articles=True) == "фломастер"
    await stage.does(vera, settings_changed)
    for hours in (0, 20, 4):
        stage.later(hours=hours)
        async with database.unit_of_work() as session:
            await session.execute(delete(Job).where(Job.box == "reports"))
        await stage.does(vera, learning.learn_soon)
        assert (await _jobs(database) == ["words"]) is (hours != 20)


async def _held(session: AsyncSession, by: InstrumentedAttribute[int]) -> dict[str, int]:
    return dict((await session.execute(select(KnownWord.word, by))).all())  # type: ignore[arg-type]


async def _jobs(database: Database) -> list[str]:
    async with database.reading() as session:
        payloads = await session.scalars(select(Job.payload).where(Job.box == "reports"))
        return [json.loads(payload)["do"] for payload in payloads]


def test_a_rare_word_says_more_than_a_common_one() -> None:
    assert weight(1, 1000) == 1.0
    assert 0 < weight(1000, 1000) < weight(100, 1000) < weight(10, 1000) < 1
    assert weight(2000, 1000) == weight(1000, 1000)
    assert 0 < weight(0, 1000) < weight(10, 1000)
    assert weight(1, 0) == 1.0


def test_a_text_fits_by_how_much_of_what_is_asked_it_holds() -> None:
    weights = {"принтер": 1.0, "бумаг": 0.5, "сегодн": 0.5}
    assert score(weights, dict.fromkeys(weights, "A")) == 1.0
    assert score(weights, {"принтер": "DA"}) == 0.5
    assert score(weights, {"принтер": "D"}) == 0.25
    assert score(weights, {"другое": "A"}) == 0.0
    assert score({}, {"принтер": "A"}) == 0.0


def test_what_can_fit_holds_one_of_the_rarer_words() -> None:
    assert SearchedWords("", held_by={"принтер": 3, "сдела": 4000, "неизвестн": 0}).finding == any_of_stems(["принтер"])
    assert SearchedWords("", held_by={"сдела": 4000, "быстр": 3000}).finding == "'быстр' | 'сдела'"
    assert SearchedWords("", held_by={"неизвестн": 0}).finding == ""
    assert SearchedWords("").finding == ""


async def test_what_is_asked_is_read_corrected_and_weighed(database: Database) -> None:
    async with database.unit_of_work() as session:
        await learning.articles_changed(session, [], [*KNOWS, "принтер"])
        asked = await asked_in_articles(session, "Прынтер и <i>картриджи</i>, Фёдор", 100)
        assert asked.words == "принтер и <i>картриджи</i>, Фёдор"
        assert asked.corrected
        assert asked.held_by == {"принтер": 2, "картридж": 1, "федор": 0}
        assert asked.weights["картридж"] == 1.0 > asked.weights["принтер"] > asked.weights["федор"]
        as_typed = await asked_in_articles(session, "Прынтер", 100, correct=False)
        assert (as_typed.corrected, as_typed.held_by) == (False, {"прынтер": 0})
