"""Every noun that is administered: whoever may not change it does not, each change is undone and done again, what was
typed into a form that is refused is refused as a whole, and each field and act is named in every language."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from bot.features.canned.handlers import take_answer
from db.models import Person, Role
from desk import Desk, EditConflict, NotAllowed, Outdated, Refused
from desk.administration import editing
from desk.administration.editing import FieldsRefused
from desk.administration.events import EVENTS
from desk.administration.ideas import IDEAS
from desk.administration.kinds import Asker, FieldValue, list_options, write_field
from desk.administration.registry import BY_NAME, RESOURCES
from desk.administration.replies import REPLIES
from desk.administration.resource import Act, Resource, Wanted
from desk.administration.topics import TOPICS
from desk.automation import rules
from desk.canned import replies
from desk.events import event_editing
from desk.i18n import LANGUAGES
from desk.i18n.catalog import has_key
from desk.ideas import ideas
from desk.menu import draft
from desk.menu.items import MenuKind
from desk.own_fields import editing as editing_of_fields
from desk.policy.permissions import Grant
from desk.recurring import setup
from desk.settings.kinds import Chosen, Markup, TypedText
from desk.settings.own_fields import FieldKind
from desk.suggestions import presets
from desk.text import RichText
from desk.text.edited_field import EditedField
from desk.topics import editing as editing_of_topics
from tests.db.waiting import until_somebody_waits
from tests.desk.stage import PHOTO, Someone, Stage

ALL = Wanted()


async def _make_text(_desk: Desk) -> str:
    return "en.bfe8d608"


async def _make_reply(desk: Desk) -> str:
    return str((await replies.add_reply(desk, "hello", RichText("Hello {name}"), own=False)).id)


async def _make_button(desk: Desk) -> str:
    await draft.add_item(desk, MenuKind.PERSON, None, RichText("Ask"), "en")
    return str(await draft.add_item(desk, MenuKind.TEXT, None, RichText("Hours"), "en"))


async def _make_topic(desk: Desk) -> str:
    await editing_of_topics.add_category(desk, "Halls", is_group=True)
    made = str(await editing_of_topics.add_category(desk, "Doors"))
    await editing_of_topics.add_category(desk, "Windows")
    return made


async def _make_idea(desk: Desk) -> str:
    return str((await ideas.suggest_idea(desk, "Lights in the yard")).id)


async def _make_preset(desk: Desk) -> str:
    await editing_of_topics.add_category(desk, "Doors")
    return str((await presets.begin_preset(desk, "Wi-fi")).id)


async def _make_event(desk: Desk) -> str:
    return str((await event_editing.add_event(desk, "Fair", "2026-12-01..03")).id)


async def _make_field(desk: Desk) -> str:
    return str(await editing_of_fields.declare_field(desk, FieldKind.CHOICE, "Machine"))


async def _make_rule(desk: Desk) -> str:
    await rules.add_ready_rules(desk)
    return "1"


async def _make_recurring(desk: Desk) -> str:
    await editing_of_topics.add_category(desk, "Doors")
    desk.session.add(Person(name="Rita Client", telegram_id=4711, created_at=desk.now))
    return str(await setup.add_recurring(desk, "every Monday at 9: Check the backups"))


MAKE: dict[str, Callable[[Desk], Awaitable[str]]] = {
    "texts": _make_text,
    "replies": _make_reply,
    "menu": _make_button,
    "topics": _make_topic,
    "ideas": _make_idea,
    "presets": _make_preset,
    "events": _make_event,
    "fields": _make_field,
    "rules": _make_rule,
    "recurring": _make_recurring,
}
"""How there comes to be a row of each noun."""
WITH_FIELDS = [name for name, noun in BY_NAME.items() if noun.fields]
TYPED: dict[tuple[str, str], tuple[str, str | None]] = {
    ("texts", "words"): ("{name} has #{number}", "{nobody}"),
    ("replies", "key"): ("bye", "two/words"),
    ("replies", "text"): ("Good day", "{nmae}"),
    **{("menu", f"caption-{code}"): ("Help", "x" * 41) for code in LANGUAGES},
    **{("menu", f"text-{code}"): ("**9 to 5**", "x" * 3501) for code in LANGUAGES},
    **{("topics", f"name-{code}"): (f"Entry {code}", "x" * 61) for code in LANGUAGES},
    **{("topics", f"questions-{code}"): ("place: Which?", "Which?") for code in LANGUAGES},
    **{("topics", f"example-{code}"): ("It is stuck", "x" * 201) for code in LANGUAGES},
    ("topics", "keywords"): ("door, gate", "x" * 41),
    ("events", "name"): ("Great fair", "x" * 61),
    ("events", "days"): ("2026-12-02..04", "2026-12-04..02"),
    ("events", "attendance"): ("250", "many"),
    ("events", "id"): ("4711", "two words"),
    ("fields", "name"): ("Lift", "x" * 41),
    ("fields", "options"): ("Old\nNew", "x" * 41),
    **{("fields", f"question-{code}"): ("Which one?", "x" * 201) for code in LANGUAGES},
    ("presets", "title"): ("Guest wi-fi", "x" * 121),
    **{("presets", f"text-{code}"): ("On the **badge**", "{nmae}") for code in LANGUAGES},
    ("presets", "examples"): ("what is the wifi password", "x" * 201),
    ("presets", "keywords"): ("wifi, router", "x" * 61),
    ("recurring", "subject"): ("Check all", "x" * 201),
    ("recurring", "rhythm"): ("the last working day of the month", "now and then"),
    ("recurring", "client"): ("rita client", "Nobody"),
    ("recurring", "words"): ("In the cellar", "x" * 4001),
    ("recurring", "steps"): ("Look\nWrite", "x" * 201),
    ("recurring", "labels"): ("night, backup", "x" * 61),
    ("ideas", "title"): ("More light", "x" * 121),
}
"""What is typed into each field: something that fits, and something that does not; None: nothing does not."""


OPEN = ("own", "idea")
"""Kinds of rows that everyone of the team may add."""


async def _values(desk: Desk, noun: Resource, key: str, *, besides: bool = False) -> dict[str, FieldValue]:
    row = await noun.find(Asker.of(desk), key)
    return {one.id: one.read(row) for one in (noun.list_undoable(row) if besides else noun.list_fields(row))}


async def _samples(desk: Desk, noun: Resource, key: str) -> dict[str, tuple[str, str | None]]:
    """What can be typed or chosen for each field of a row."""
    row, found = await noun.find(Asker.of(desk), key), dict[str, tuple[str, str | None]]()
    for one in noun.list_fields(row):
        if isinstance(one.kind, Chosen):
            options = [option.value for option in await list_options(one.kind, Asker.of(desk), row)]
            found[one.id] = (next(value for value in options if value != one.read(row).text), "999999999")
        else:
            found[one.id] = TYPED[noun.name, one.id]
    return found


@pytest.fixture(autouse=True)
def _ideas_are_taken(stage: Stage) -> None:
    stage.with_rules(requests__ideas=True, team__recurring=True)


@pytest.mark.parametrize("name", WITH_FIELDS)
async def test_a_change_is_undone_and_done_again_unless_somebody_changed_it_since(
    stage: Stage, vera: Someone, name: str
) -> None:
    noun = BY_NAME[name]
    key = await stage.does(vera, MAKE[name])
    for act in noun.acts:
        if act.changes is not None:
            await _move_and_undo(stage, vera, noun, key, act)
    samples = await stage.does(vera, _samples, noun, key)
    assert samples
    for field, (typed, _) in samples.items():
        before = await stage.does(vera, _values, noun, key, besides=True)
        assert await stage.does(vera, editing.change_field, noun, key, field, FieldValue.of(typed)), field
        after = await stage.does(vera, _values, noun, key, besides=True)
        assert after[field] != before[field], field
        for expected in (before, after):
            last = await stage.does(vera, lambda desk: editing.find_last_change(desk.session, noun, key, desk.now))
            assert last is not None
            assert await stage.does(vera, editing.undo_change, noun, key, last.version), field
            assert await stage.does(vera, _values, noun, key, besides=True) == expected, field
        stale = last.version
        assert not await stage.does(vera, editing.undo_change, noun, key, stale), field
    last = await stage.does(vera, lambda desk: editing.find_last_change(desk.session, noun, key, desk.now))
    stage.later(minutes=10, seconds=1)
    assert last is not None
    with pytest.raises(Refused) as late:
        await stage.does(vera, editing.undo_change, noun, key, last.version)
    assert late.value.key == "admin-undo-late"


async def _move_and_undo(stage: Stage, vera: Someone, noun: Resource, key: str, act: Act) -> None:
    """A row that was moved is put back to its place."""

    order = act.changes
    assert order is not None

    async def read(desk: Desk) -> str:
        return order.read(await noun.find(Asker.of(desk), key)).text

    async def undo(desk: Desk) -> bool:
        last = await editing.find_last_change(desk.session, noun, key, desk.now)
        return last is not None and await editing.undo_change(desk, noun, key, last.version)

    before = await stage.does(vera, read)
    await stage.does(vera, editing.do_act, noun, key, act.name)
    assert await stage.does(vera, read) != before
    assert await stage.does(vera, undo)
    assert await stage.does(vera, read) == before


@pytest.mark.parametrize("name", WITH_FIELDS)
async def test_a_form_is_written_whole_or_not_at_all_and_says_which_field_is_wrong(
    stage: Stage, vera: Someone, name: str
) -> None:
    noun = BY_NAME[name]
    key = await stage.does(vera, MAKE[name])
    samples = await stage.does(vera, _samples, noun, key)
    before = await stage.does(vera, _values, noun, key)
    kinds = {one.id: one.kind for one in noun.fields}
    was = {field: write_field(kinds[field], value) for field, value in before.items()}
    wrong = {field: bad for field, (_, bad) in samples.items() if bad is not None}
    for field, bad in wrong.items():
        form = {one: EditedField(bad if one == field else typed, was[one]) for one, (typed, _) in samples.items()}
        with pytest.raises(FieldsRefused) as refused:
            await stage.does(vera, editing.change_form, noun, key, form)
        assert set(refused.value.wrong) == {field}
        assert await stage.does(vera, _values, noun, key) == before
    stale = {one: EditedField(typed, "something else") for one, (typed, _) in samples.items()}
    with pytest.raises(EditConflict) as clash:
        await stage.does(vera, editing.change_form, noun, key, stale)
    assert clash.value.clashing == set(samples)
    form = {one: EditedField(typed, was[one]) for one, (typed, _) in samples.items()}

    async def save_late(desk: Desk) -> None:
        await noun.find(Asker.of(desk), key)
        assert await stage.does(vera, editing.change_form, noun, key, form)
        await editing.change_form(desk, noun, key, {one: EditedField(bad, was[one]) for one, bad in wrong.items()})

    with pytest.raises(EditConflict):
        await stage.does(vera, save_late)
    assert not await stage.does(vera, editing.change_form, noun, key, {})


@pytest.mark.parametrize("name", list(BY_NAME))
async def test_who_may_not_changes_nothing(stage: Stage, vera: Someone, name: str) -> None:
    noun = BY_NAME[name]
    key = await stage.does(vera, MAKE[name])
    idle = await stage.person("Olga", Role.AGENT, grants={grant.value: False for grant in Grant})
    before = await stage.does(vera, _values, noun, key)
    acts: list[Callable[[Desk], Awaitable[Any]]] = [
        *(lambda desk, f=f: editing.change_field(desk, noun, key, f, FieldValue.of("x")) for f in before),
        *(lambda desk, a=a: editing.do_act(desk, noun, key, a.name) for a in noun.acts if not a.is_for_readers),
        *(lambda desk, n=n: editing.create_row(desk, noun, n.name, "", {}) for n in noun.news if n.name not in OPEN),
        lambda desk: editing.undo_change(desk, noun, key, 1),
        lambda desk: editing.change_form(desk, noun, key, {}),
    ]
    for who in (idle, await stage.person("Rita")):
        for act in acts:
            with pytest.raises(NotAllowed):
                await stage.does(who, act)
    assert await stage.does(vera, _values, noun, key) == before
    for gone in ("", "zz", "9" * 18):
        with pytest.raises(Outdated):
            await stage.does(vera, editing.change_form, noun, gone, {})


@pytest.mark.parametrize("name", list(BY_NAME))
async def test_each_row_is_found_by_the_words_of_its_line(stage: Stage, vera: Someone, name: str) -> None:
    """And has no fields while it is removed."""
    noun = BY_NAME[name]
    key = await stage.does(vera, MAKE[name])

    async def finds(desk: Desk) -> bool:
        asker = Asker.of(desk)
        line = noun.make_line(asker, await noun.find(asker, key))
        assert len(line.about) == len(noun.columns)
        found = await noun.list_lines(asker, Wanted(words=line.label))
        none = await noun.list_lines(asker, Wanted(words="quetzalcoatl"))
        assert await noun.find(asker, f"0{key}") is None
        await noun.list_lines(asker, Wanted(inside="nowhere"))
        return key in {one.key for one in found} and not none

    assert await stage.does(vera, finds)
    if noun.find_act("remove") is None:
        return
    before = await stage.does(vera, _values, noun, key)
    await stage.does(vera, editing.do_act, noun, key, "remove")
    assert await stage.does(vera, _values, noun, key) == {}
    for one in before:
        with pytest.raises(Outdated):
            await stage.does(vera, editing.change_field, noun, key, one, FieldValue.of("x"))
    await stage.does(vera, editing.do_act, noun, key, "restore")
    assert await stage.does(vera, _values, noun, key) == before


async def test_who_does_not_lead_the_team_saves_all_but_who_answers(stage: Stage, vera: Someone) -> None:
    noun, key = TOPICS, await stage.does(vera, _make_topic)
    await stage.does(vera, editing.change_field, noun, key, "people", FieldValue.of(str(vera.id)))
    olga = await stage.person("Olga", Role.AGENT, grants={Grant.TOPICS.value: True})
    given = {"name-en": EditedField("Gates", "Doors")}
    assert await stage.does(olga, editing.change_form, noun, key, given)
    with pytest.raises(Outdated):
        await stage.does(olga, editing.change_form, noun, key, {"people": EditedField("", "1")})
    assert (await stage.does(vera, _values, noun, key))["people"].text == str(vera.id)


async def test_two_who_choose_at_once_both_choose(stage: Stage, vera: Someone) -> None:
    key = await stage.does(vera, _make_topic)
    people = [vera, await stage.person("Olga", Role.AGENT)]

    async def choose(who: Someone) -> None:
        await stage.does(vera, editing.press_option, TOPICS, key, "people", str(who.id))

    async with stage.database.unit_of_work() as session:
        await session.execute(text("select from desk for update"))
        chosen = [asyncio.create_task(choose(who)) for who in people]
        await until_somebody_waits(stage.database)
    await asyncio.gather(*chosen)
    now = (await stage.does(vera, _values, TOPICS, key))["people"].text
    assert set(now.split(",")) == {str(who.id) for who in people}


async def test_a_topic_returns_to_its_group_though_a_neighbour_is_gone(stage: Stage, vera: Someone) -> None:
    async def move_and_return(desk: Desk) -> bool:
        key = await _make_topic(desk)
        group, _, other = [one.id for one in await editing_of_topics.load_tree(desk.session)]
        await editing.change_field(desk, TOPICS, key, "group", FieldValue.of(str(group)))
        await editing_of_topics.remove_category(desk, other)
        return await editing.undo_change(desk, TOPICS, key, 1)

    assert await stage.does(vera, move_and_return)


async def test_the_desks_canned_reply_is_listed_though_one_has_an_own_of_its_key(stage: Stage, vera: Someone) -> None:
    key = await stage.does(vera, _make_reply)
    await stage.does(vera, replies.add_reply, "hello", RichText("Hi"), own=True)
    assert key in [one.key for one in await stage.does(vera, lambda desk: REPLIES.list_lines(Asker.of(desk), ALL))]


async def test_an_album_that_came_in_parts_is_undone_as_a_whole(stage: Stage, vera: Someone) -> None:
    key = await stage.does(vera, _make_reply)
    album = FieldValue(RichText("Pictures"), (PHOTO,), "album")
    await stage.does(vera, editing.change_field, REPLIES, key, "text", album)
    part = stage.message(vera, files=[PHOTO], album="album")
    assert await stage.does(vera, take_answer, part, f"{key}/text") is None
    assert await stage.does(vera, editing.undo_change, REPLIES, key, 1)


async def test_ideas_beyond_the_first_are_found_by_their_words(stage: Stage, vera: Someone) -> None:
    many = text("insert into ideas (author_id, by_team, words, status_at, created_at)"
                " select :p, false, 'Lamp ' || n || ' Ёлка', now(), now() from generate_series(1, 501) n")  # fmt: skip

    async def list_ideas(desk: Desk) -> list[int]:
        await desk.session.execute(many, {"p": vera.id})
        return [len(await IDEAS.list_lines(Asker.of(desk), one)) for one in (ALL, Wanted("ЕЛКА 1"), Wanted("lamp 1 "))]

    assert await stage.does(vera, list_ideas) == [500, 177, 177]


async def test_a_word_about_an_idea_is_not_lost_when_another_person_was_first(stage: Stage, vera: Someone) -> None:
    key = await stage.does(vera, _make_idea)
    for word in ("in May", "in June"):
        await stage.does(vera, editing.do_act, IDEAS, key, "planned", FieldValue.of(word))
    assert "in June" in str(await stage.does(vera, lambda desk: IDEAS.find(Asker.of(desk), key)))


async def test_the_days_of_an_event_are_written_in_the_readers_words(stage: Stage, vera: Someone) -> None:
    key = await stage.does(vera, MAKE["events"])

    async def say(desk: Desk, language: str) -> str:
        asker = replace(Asker.of(desk), language=language)
        found = await EVENTS.list_lines(
            asker, Wanted(words=EVENTS.make_line(asker, await EVENTS.find(asker, key)).about[0])
        )
        return found[0].about[0]

    assert [await stage.does(vera, say, language) for language in LANGUAGES] == ["1–3 Dec", "1–3 дек."]


@pytest.mark.parametrize("name", [noun.name for noun in RESOURCES if noun.setting])
async def test_what_is_switched_off_says_so_to_all_staff(stage: Stage, vera: Someone, name: str) -> None:
    noun = BY_NAME[name]
    key = await stage.does(vera, MAKE[name])
    stage.with_rules(**{noun.setting.replace(".", "__"): False})
    for who in (vera, await stage.person("Olga", Role.AGENT)):
        with pytest.raises(NotAllowed, match=f"^{name}-off$"):
            await stage.does(who, editing.do_act, noun, key, noun.acts[0].name)
    with pytest.raises(NotAllowed, match=r"^not-allowed$"):
        await stage.does(await stage.person("Rita"), editing.do_act, noun, key, noun.acts[0].name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_declared_is_named_in_every_language(language: str) -> None:
    keys = set()
    for noun in RESOURCES:
        keys |= {f"title-{noun.name}", f"none-{noun.name}", f"column-{noun.name}"}
        keys |= {f"column-{noun.name}-{column}" for column in (*noun.columns, *noun.figures)}
        keys |= {f"field-{noun.name}-{one.name}{end}" for one in noun.fields for end in ("", "-help")}
        asked = {one.asks.name for one in noun.acts if one.asks is not None}
        keys |= {f"field-{noun.name}-{one}{end}" for one in asked for end in ("", "-help")}
        keys |= {f"btn-do-{noun.name}-{one.name}" for one in noun.acts}
        keys |= {f"{noun.name}-off"} if noun.setting else set()
        texts = [one.kind for one in noun.fields if isinstance(one.kind, TypedText)]
        assert all(one.longest >= 7000 for one in texts if one.markup is Markup.MARKDOWN), (
            "a form takes the longest text with its formatting"
        )
        keys |= {f"btn-new-{noun.name}-{one.name}" for one in noun.news}
        keys |= {f"admin-new-{noun.name}-{one.name}" for one in noun.news if one.fields}
        if len(noun.news) > 1:
            keys |= {f"kind-{noun.name}-{one.name}" for one in noun.news}
    assert not [key for key in sorted(keys) if not has_key(language, key)]
