"""Preset answers as admins write them: what is refused and where, what one would have answered, what is kept."""

import pytest
from sqlalchemy import text

from db.models import EntryKind, Origin, Role
from desk import Refused
from desk.conversation import entries
from desk.conversation.new_entry import NewEntry
from desk.search.vocabulary import count_written_words
from desk.suggestions import preset_hits, preset_list, presets
from desk.text import RichText
from tests.desk.search.correcting import corrected
from tests.desk.stage import Someone, Stage
from tests.desk.suggestions.presets_stage import EXAMPLES, asks, published, with_preset, written


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "article-body-empty"),
        ("x" * 3501, "preset-text-long"),
        ("fine\nbut **open", "article-formatting"),
        ("fine\n{nmae}", "placeholder-wrong"),
        ("{agent} will come", "preset-placeholder"),
        ("до { срок }", "preset-placeholder"),
    ],
)
def test_a_text_that_could_not_be_sent_is_refused_with_its_place(typed: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        presets.check_body(RichText(typed))
    assert refused.value.key == key
    assert refused.value.args_.get("line", 2) == 2


def test_examples_are_lines(stage: Stage) -> None:
    assert presets.check_examples("- one  two\n\n• three four\none two") == ["one two", "three four"]
    for wrong in ("", "\n".join(f"example {n}" for n in range(31)), "x" * 201):
        with pytest.raises(Refused, match="preset-examples-wrong"):
            presets.check_examples(wrong)


async def test_what_is_missing_is_said_and_nothing_half_is_published(stage: Stage) -> None:
    vera = await stage.person("Vera", Role.ADMIN)

    async def publish(key: int) -> None:
        async def done(desk):  # type: ignore[no-untyped-def]
            await presets.publish_preset(desk, key, (await presets.lock_preset(desk, key)).version)

        await stage.does(vera, done)

    key = (await stage.does(vera, presets.begin_preset, "Wi-fi")).id
    with pytest.raises(Refused, match="preset-language-missing"):
        await publish(key)
    for language in ("en", "ru"):
        await stage.does(vera, presets.set_text, key, language, RichText("On your badge."))
    with pytest.raises(Refused, match="preset-examples-missing"):
        await publish(key)
    await stage.does(vera, presets.set_examples, key, "wifi password\nplease help")
    with pytest.raises(Refused, match="preset-example-short"):
        await publish(key)
    await stage.does(vera, presets.set_examples, key, EXAMPLES)
    with pytest.raises(Refused, match="preset-changed-since"):
        await stage.does(vera, presets.publish_preset, key, 1)
    with pytest.raises(Refused, match="preset-gone"):
        await stage.does(vera, presets.archive_preset, 99)
    await publish(key)


async def test_one_that_would_have_answered_more_than_a_tenth_is_refused(stage: Stage, vera: Someone) -> None:
    number = await stage.files(await stage.person("Rita"), "what is the wifi password")
    await _said(stage, number, *["what is the wifi password"] * 2, *(f"the lamp {n} is broken" for n in range(19)))
    await _said(stage, number, "what is the wifi password", kind=EntryKind.REPLY)
    key = await stage.does(vera, written)
    async with stage.database.reading() as session:
        found = await preset_list.check_preset(session, key)
    assert found is not None
    assert found.hits is not None
    assert (found.hits.count, found.hits.of, found.hits.too_many) == (3, 22, True)
    assert found.hits.some == ((number, "what is the wifi password"),) * 3
    with pytest.raises(Refused, match="preset-too-wide"):
        await stage.does(vera, published, "Wide")
    await _said(stage, number, *["WHERE IS THE WIFI PASSWORD NOW, ANSWER ME"] * 8)
    await stage.does(vera, published, "Narrow")  # three of thirty
    assert not preset_hits.PresetHits(2, 3).too_many


async def _said(stage: Stage, number: int, *bodies: str, kind: EntryKind = EntryKind.COMMENT) -> None:
    ticket = await stage.ticket(number)
    async with stage.database.unit_of_work() as session:
        for body in bodies:
            said = NewEntry(RichText(body))
            await entries.write_entry(
                session, ticket, kind, said, author_id=ticket.requester_id, author_name="Rita",
                origin=Origin.TELEGRAM, now=stage.now, bot_id=None,
            )  # fmt: skip


async def test_its_words_are_known_for_good_and_misspelt_ones_fit(stage: Stage) -> None:
    await with_preset(stage)
    async with stage.database.unit_of_work() as session:
        await count_written_words(session)
        assert await corrected(session, "pasword") == "password"
    number = await asks(stage, await stage.person("Rita"), "подскажите, какой пороль от вайфая?")
    assert (await stage.ticket(number)).offered is not None


async def test_everything_done_is_audited_and_every_text_stays_as_a_version(stage: Stage) -> None:
    vera, key = await with_preset(stage)
    await stage.does(vera, presets.set_text, key, "en", RichText("Ask at the door."))
    await stage.does(vera, presets.archive_preset, key)
    async with stage.database.reading() as session:
        done = list(
            await session.scalars(
                text("select concat_ws(' ', action, old) from audit where object = :o order by id"),
                {"o": f"preset:{key}"},
            )
        )
        said = list(await session.scalars(text("select body from preset_texts where language = 'en' order by version")))
        line = (await preset_list.list_presets(session))[0]
    assert done == [
        "preset-added", *[f"preset-changed {part}" for part in ("text", "text", "examples")], "preset-published draft",
        "preset-changed text", "preset-retired published",
    ]  # fmt: skip
    assert said == ["{name}: it stands on your badge.", "Ask at the door."]
    assert (line.state, line.waits) == ("old", False)
