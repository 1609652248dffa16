"""Words of the table of meanings: put right where no text holds them, and what they are worth."""

import timeit
from time import process_time

from db.database import Database
from desk.search import vocabulary
from desk.search.ranking import read_query
from desk.search.stemming import split_tokens
from desk.search.synonyms import SAME

KNOWS = ("Принтер не печатает: проверьте бумагу. Пароль.", "The printer does not print.")


async def test_what_people_say_of_everything_and_numbers_weigh_less(database: Database) -> None:
    async with database.unit_of_work() as session:
        await vocabulary.update_article_words(session, [], [*KNOWS, "открывается 429 дверью"])
        opens, number, door = (await read_query(session, "открывается 429 дверь", 100)).terms
        assert opens.weight == number.weight < door.weight == 1.0
        assert (await read_query(session, "I don't, I can’t, we've", 100)).terms == []


async def test_what_means_the_same_is_worth_what_the_rarest_is_and_no_text_more_than_it_holds(
    database: Database,
) -> None:
    async with database.unit_of_work() as session:
        await vocabulary.update_article_words(session, [], ["принтер", "принтер", "принтер мфу"])
        (copier,) = (await read_query(session, "ксерокс", 100)).terms
        assert copier.weight == 1.0
        assert copier.stems["мфу"] == SAME > copier.stems["принтер"] > 0
        (printer,) = (await read_query(session, "принтер", 100)).terms
        assert printer.weight < 1.0
        assert printer.stems["мфу"] == SAME


async def test_a_text_of_more_words_than_anybody_writes_costs_little_more_than_cutting_it(database: Database) -> None:
    """One unit that is read as four words: a message of 4,096 units holds 12,289."""
    text = "\ufdfa" * 4096
    cutting = min(timeit.repeat(lambda: split_tokens(text), timer=process_time, repeat=3, number=1))
    async with database.unit_of_work() as session:
        await read_query(session, "принтер", 100)  # the table is read once
        spent = []
        for _ in range(3):
            began = process_time()
            await read_query(session, text, 100)
            spent.append(process_time() - began)
    assert min(spent) < 8 * cutting


async def test_words_that_no_text_holds_are_put_right_too(database: Database) -> None:
    async with database.unit_of_work() as session:
        await vocabulary.update_article_words(session, [], KNOWS)

        async def read(typed: str) -> str:
            return (await read_query(session, typed, 100)).words

        assert await read("djccnfyjdbnm gfhjkm") == "восстановить пароль"  # typed with the other keyboard
        assert await read("нежность недели") == "нежность недели"
