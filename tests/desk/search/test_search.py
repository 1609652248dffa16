"""Words folded, stemmed, corrected; how well a text fits. Both languages, nothing but PostgreSQL's own means."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.database import Database
from db.models import Job, KnownWord
from desk.admin_settings.changes import bump_settings_version
from desk.search import spelling, synonyms, vocabulary
from desk.search.ranking import QueryTerm, SearchQuery, read_query
from desk.search.stemming import fold_text, list_distinct_words, split_tokens
from desk.search.synonyms import SAME, find_meanings
from tests.desk.cast import PRINTER, cast
from tests.desk.search.correcting import corrected
from tests.desk.stage import Stage
from tests.sql import execute

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
        ("скaнер гдe wifi pаssword а4 b2б", ["сканер", "где", "wifi", "password", "а4", "b2б"]),
        ("", []),
        ("\x00' | & ! :* \\", []),
    ],
)
def test_a_text_is_read_as_its_words(typed: str, read: list[str]) -> None:
    assert split_tokens(typed) == read
    assert list_distinct_words(typed) == list(dict.fromkeys(read))


def test_words_are_folded() -> None:
    assert fold_text("Ёж\x00ＡＢ") == "еж ab"
    assert list_distinct_words("a b c a", 2) == ["a", "b"]


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
    assert spelling.measure_distance(typed, word, 2) == wrong


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
                has = set(spelling.split_trigrams(word))
                assert word in spelling._swap_neighbours(typed) or any(
                    has >= set(one) for one in spelling.split_pieces(typed)
                ), typed
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
        await vocabulary.update_article_words(session, [], KNOWS)
        assert await corrected(session, typed, in_articles=True) == read


async def test_a_word_is_known_as_long_as_a_published_text_holds_it(database: Database) -> None:
    async with database.unit_of_work() as session:
        await vocabulary.update_article_words(session, [], [*KNOWS, "принтер ксилофон 1с я"])
        assert await corrected(session, "ксилифон", in_articles=True) == "ксилофон"
        await vocabulary.update_article_words(session, [KNOWS[0], "ксилофон", "Этого никто не знал"], [])
        held = await _held(session, KnownWord.articles)
        assert (held["принтер"], held["картридж"], held["printer"]) == (1, 0, 1)
        assert not {"я", "не", "знал"} & held.keys()
        assert held["1с"] == 1
        assert await corrected(session, "прынтер ксилифон", in_articles=True) == "принтер ксилифон"


async def test_what_people_say_is_counted_by_the_reports_process_and_never_corrects_an_article_s_search(
    database: Database,
) -> None:
    stage = Stage(database)
    rita, _, _, vera = await cast(stage)
    for text in ("Фломастер высох", "фломастером не пишется", "Где ФЛОМАСТЕР?", PRINTER, "однажды"):
        await stage.says(rita, text)
        stage.later(minutes=5)
        await stage.ticks()
    async with database.unit_of_work() as session:
        await vocabulary.update_article_words(session, [], ["однажды"])
        await vocabulary.count_written_words(session)
        words = await _held(session, KnownWord.tickets)
        assert words == {"однажды": 0}  # a form said once or twice is no word
    for _ in range(2):
        await stage.says(rita, "Ещё один фломастер")
    await stage.says(rita, "фломастер")
    async with database.unit_of_work() as session:
        await vocabulary.count_written_words(session)
        assert await corrected(session, "фламастер") == "фломастер"
        assert await corrected(session, "фламастер", in_articles=True) == "фламастер"
        await vocabulary.update_article_words(session, [], ["Фломасеры"])
        assert await corrected(session, "фломастер", in_articles=True) == "фломастер"
    await stage.does(vera, bump_settings_version)
    for hours in (0, 20, 4):
        stage.later(hours=hours)
        await execute(database, delete(Job).where(Job.box == "reports"))
        await stage.does(vera, vocabulary.queue_word_count)
        assert (await _jobs(database) == ["words"]) is (hours != 20)


async def _held(session: AsyncSession, by: InstrumentedAttribute[int]) -> dict[str, int]:
    return dict((await session.execute(select(KnownWord.word, by))).all())  # type: ignore[arg-type]


async def _jobs(database: Database) -> list[str]:
    async with database.reading() as session:
        payloads = await session.scalars(select(Job.payload).where(Job.box == "reports"))
        return [json.loads(payload)["do"] for payload in payloads]


def thing(stem: str, held_by: int, weight: float = 1.0, **others: float) -> QueryTerm:
    return QueryTerm({stem: 1.0, **others}, weight, held_by)


def test_a_text_fits_by_how_much_of_what_is_asked_it_holds() -> None:
    things = [thing("принтер", 1, 1.0, printer=SAME), thing("бумаг", 1, 0.5), thing("год", 1, 0.5)]
    asked = SearchQuery("", terms=things)
    for found, named, held in (
        (["принтер", "бумаг", "год"], ["принтер", "бумаг", "год"], [1.0, 0.5, 0.5]),
        (["принтер"], ["принтер"], [1.0, 0.0, 0.0]),
        (["принтер"], [], [0.5, 0.0, 0.0]),
        (["printer"], ["printer"], [SAME, 0.0, 0.0]),
        (["printer", "принтер"], ["printer"], [SAME, 0.0, 0.0]),
        (["другое"], ["другое"], [0.0, 0.0, 0.0]),
    ):
        assert asked.weigh(found, named) == held
        assert asked.score(held) == sum(held) / 2
    assert SearchQuery("").score([]) == 0.0


def test_texts_are_found_by_the_rarer_things() -> None:
    rare, common, unknown = thing("принтер", 3, printer=SAME), thing("сдела", 4000), thing("неизвестн", 0)
    assert SearchQuery("", terms=[common, rare, unknown]).finding == [1]
    assert SearchQuery("", terms=[common, thing("быстр", 3000)]).finding == [1]  # one at least
    assert SearchQuery("", terms=[thing("a", 700), thing("b", 800), thing("c", 801)]).finding == [0, 1]
    assert SearchQuery("", terms=[unknown]).finding == []
    assert SearchQuery("", terms=[unknown, rare]).finding_drafts == [1, 0]
    assert SearchQuery("").finding == []


async def test_what_is_asked_is_read_corrected_and_weighed(database: Database) -> None:
    async with database.unit_of_work() as session:
        await vocabulary.update_article_words(session, [], [*KNOWS, "принтер"])
        asked = await read_query(session, "Как принтар картриджи, принтер и Фёдор?", 100)
        assert asked.words == "Как принтер картриджи, принтер и Фёдор?"
        assert asked.corrected
        printer, cartridge, fedor = asked.terms  # asking and repeating says nothing more
        assert (printer.held_by, cartridge.held_by, fedor.held_by) == (3, 2, 0)  # “printer” is the same
        assert cartridge.weight == 1.0 > printer.weight > fedor.weight
        assert cartridge.stems["картридж"] == 1.0 > printer.stems["принтер"] > printer.stems["printer"] > SAME / 2
        as_typed = await read_query(session, "Прынтер", 100, correct=False)
        assert (as_typed.corrected, [one.held_by for one in as_typed.terms]) == (False, [0])


@pytest.mark.parametrize(
    ("typed", "word", "sure"),
    [
        ("пороль", "пароль", True),
        ("отркытие", "открытие", True),
        ("gfhjkm", "пароль", True),  # the keyboard in the other language
        ("мама", "рама", False),
        ("кот", "код", False),  # too short for one mistake
        ("вопросик", "вопросом", False),  # two in eight letters
        ("преподоватиль", "преподаватель", True),
    ],
)
def test_a_word_is_another_one_misspelt_only_where_that_is_sure(typed: str, word: str, sure: bool) -> None:
    assert (spelling.rate_certainty(typed, word) >= 0.8) is sure


def test_words_that_mean_the_same_are_one_thing() -> None:
    asked = find_meanings([("sign", "sign"), ("in", None), ("forgot", "forgot"), ("how", None), ("forgot", "forgot")])
    assert len(asked) == 3
    assert asked[0]["sign"] == 1.0
    assert asked[1]["заб"] == SAME
    assert asked[2]["войт"] == SAME  # the phrase, beside its words
    assert "sign" not in asked[2]
    assert find_meanings([("not", None), ("ксилофон", "ксилофон")]) == [{"ксилофон": 1.0}]
    assert find_meanings([("please", "pleas"), ("как", "как")]) == []
    assert find_meanings([]) == []
    groups = synonyms.load_groups()
    assert all(groups.members)
    assert not any(len(line) != len(set(line)) for line in synonyms.read_lines("asking.txt"))
