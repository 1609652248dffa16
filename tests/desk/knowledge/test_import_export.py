"""Articles as files, in and out: what is new, changed or stays; topics by any of their names; what a zip may be."""

import pytest
from sqlalchemy import select

from db.models import Article, ArticleState, ArticleText, AuditRecord, Category, KnownWord
from desk.i18n import catalog
from desk.knowledge import import_export
from desk.knowledge.import_export import Imported
from tests.desk.stage import Someone, Stage
from tests.sql import scalars, sole


def _file(title: str = "Lift", body: str = "Wait.", **front: str) -> bytes:
    lines = "".join(f"{name}: {value}\n" for name, value in {"title": title, **front}.items())
    return f"---\n{lines}---\n{body}".encode()


async def _imports(stage: Stage, vera: Someone, **files: bytes) -> Imported:
    named = {name.replace("_", ".") + ".md": content for name, content in files.items()}
    done: Imported = await stage.does(vera, import_export.import_files, named)
    return done


async def _article(stage: Stage, slug: str = "lift") -> Article:
    return await sole(stage, select(Article).where(Article.slug == slug))


async def test_each_file_is_new_changed_or_the_same_by_itself(stage: Stage, vera: Someone) -> None:
    done = await _imports(stage, vera, lift_en=_file(), lift_ru=_file("Лифт", "Ждите."), door_en=_file("Door", "Pull."))
    assert (done.new, done.changed, done.same) == (2, 0, 0)
    done = await _imports(stage, vera, lift_en=_file(), lift_ru=_file("Лифт", "Идите."), door_en=_file("Door", "Pull."))
    assert (done.new, done.changed, done.same) == (0, 1, 1)
    async with stage.database.sessions() as session:
        texts = await session.execute(select(ArticleText.language, ArticleText.body))
        told = (await session.scalars(select(AuditRecord.new).order_by(AuditRecord.id.desc()))).first()
    assert sorted(tuple(row) for row in texts) == [
        ("en", "Pull."), ("en", "Wait."), ("ru", "Ждите."), ("ru", "Идите."),
    ]  # fmt: skip
    assert told == "1"
    assert (await _imports(stage, vera, lift_en=_file("Elevator"))).changed == 1
    assert (await _imports(stage, vera, lift_en=_file("Elevator", keywords="hall"))).changed == 1
    assert (await _imports(stage, vera, lift_en=_file("Elevator", keywords="hall"))).same == 1


@pytest.mark.parametrize(
    ("states", "becomes"),
    [
        (("draft", "draft"), "draft"),
        (("draft", "published"), "published"),
        (("old", "published"), "published"),
        (("old", "old"), "old"),
        (("old", "draft"), "draft"),
    ],
)
async def test_it_is_published_or_put_away_as_its_files_have_it(
    stage: Stage, vera: Someone, states: tuple[str, str], becomes: str
) -> None:
    en, ru = states
    given = {"lift_en": _file(state=en), "lift_ru": _file("Лифт", state=ru)}
    assert (await _imports(stage, vera, **given)).new == 1
    assert (await _article(stage)).state == becomes
    assert (await _imports(stage, vera, **given)).same == 1


async def test_a_published_one_stays_so_until_its_files_put_it_away(stage: Stage, vera: Someone) -> None:
    await _imports(stage, vera, lift_en=_file(state="published"))
    await _imports(stage, vera, lift_en=_file("Elevator", state="draft"))
    assert (await _article(stage)).state is ArticleState.PUBLISHED
    words = {row.word: row.articles for row in await scalars(stage, select(KnownWord))}
    assert words["lift"] == 1 and not words.get("elevator"), "what is only drafted is known to nobody"
    await _imports(stage, vera, lift_en=_file("Elevator", "Walk.", state="published"))
    words = {row.word: row.articles for row in await scalars(stage, select(KnownWord))}
    assert (words["lift"], words["elevator"]) == (0, 1)


async def test_a_topic_goes_by_any_of_its_names_and_what_there_is_not_is_said(stage: Stage, vera: Someone) -> None:
    key = import_export._OFFERED_KEYS[0]
    async with stage.database.unit_of_work() as session:
        group = Category(name="Things", folded="things", names={}, keywords=[], is_group=True)
        names = {"ru": "Двери и замки"}
        doors = Category(name="Doors and-locks", folded="doors and-locks", names=names, keywords=[])
        offered = catalog.say("en", f"offered-topic-{key}")
        last = Category(name=offered, folded=offered.casefold(), names={}, keywords=[])
        session.add_all([group, doors, last])
        await session.flush()
        ids = {"doors": doors.id, "offered": last.id}
    for topic, wanted, unknown in (
        ("doors-and-LOCKS", ids["doors"], ()),
        ("nowhere", ids["doors"], ("nowhere",)),
        ("двери и замки", ids["doors"], ()),
        (key, ids["offered"], ()),
        ("Things", ids["offered"], ("Things",)),
    ):
        done = await _imports(stage, vera, lift_en=_file(topic=topic))
        assert ((await _article(stage)).category_id, done.unknown_topics) == (wanted, unknown), topic


async def test_keywords_are_of_all_languages_each_once(stage: Stage, vera: Someone) -> None:
    await _imports(stage, vera, lift_en=_file(keywords="hall, lift"), lift_ru=_file("Лифт", keywords="лифт, hall"))
    assert (await _article(stage)).keywords == ["hall", "lift", "лифт"]


async def test_what_goes_out_is_the_newest_of_each_language_and_comes_back_the_same(
    stage: Stage, vera: Someone, olga: Someone
) -> None:
    given = {"lift_en": _file(state="published"), "lift_ru": _file("Лифт", "Ждите.", state="published")}
    await _imports(stage, vera, **given)
    await _imports(stage, vera, lift_en=_file("Lift", "Wait long.", state="published"), door_en=_file("Door", "Pull."))
    files: dict[str, bytes] = await stage.does(vera, import_export.export_files)
    assert sorted(files) == ["door.en.md", "lift.en.md", "lift.ru.md"]
    assert b"Wait long." in files["lift.en.md"] and b"state: draft" in files["door.en.md"]
    again = await stage.does(vera, import_export.import_files, files)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
