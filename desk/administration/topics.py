"""Topics of requests, in groups or alone: their names, and what follows from a topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from db.models import Category
from desk import Desk
from desk.administration.kinds import Asker, FieldValue, read_id
from desk.administration.resource import (
    INSIDE,
    Act,
    ByHand,
    New,
    NounField,
    Resource,
    RowLine,
    StoredNames,
    Wanted,
    do_by_id,
    find_by_id,
    is_live,
    make_new_field,
    make_order,
    make_removal,
    set_id,
    set_in_language,
    set_text,
)
from desk.i18n import LANGUAGES
from desk.outbox import Button, make_press
from desk.policy.permissions import Grant
from desk.queries.panel.topic_figures import TopicFigures, count_of_topics
from desk.settings.kinds import FieldOption, OneOf, TypedLine, TypedText
from desk.staff import answered_topics
from desk.text import RichText, shorten_line
from desk.topics import editing, questions
from desk.topics.editing import LONGEST, TopicInfo

_LINE = 120  # characters of keywords in a list


@dataclass(frozen=True, slots=True)
class ShownTopic:
    """A topic or group. `locale`: the desk's language, whose name every topic has; `people`: who answers it best, by
    id, `can_assign`: the asker decides that; `known`: all topics; `has_helper`: a model drafts
    answers here."""

    topic: TopicInfo
    locale: str
    known: Sequence[TopicInfo] = ()
    people: Mapping[int, str] = field(default_factory=dict, hash=False)
    has_helper: bool = False
    can_assign: bool = False
    is_removed: bool = False

    @property
    def id(self) -> int:
        """Return its id."""
        return self.topic.id


async def _list_lines(asker: Asker, wanted: Wanted) -> Sequence[RowLine]:
    known = await editing.load_tree(asker.session)
    if wanted.words:
        found = [one for one in known if wanted.has_match(one.name, *one.names.values(), *one.keywords)]
        return [_make_line(asker, ShownTopic(one, asker.rules.locale)) for one in found]
    inside = read_id(wanted.inside)
    there = {one.id for one in known}
    here = [one for one in known if (one.parent_id if one.parent_id in there else None) == inside]
    figures = await count_of_topics(asker.session, asker.person)
    return [
        _add_figures(one, _make_line(asker, ShownTopic(one, asker.rules.locale), within=True), figures) for one in here
    ]


def _add_figures(one: TopicInfo, line: RowLine, figures: Mapping[int, TopicFigures]) -> RowLine:
    of = figures.get(one.id, TopicFigures())
    return line if one.is_group else replace(line, figures=(str(of.tickets), str(of.agents), str(of.articles)))


def _make_line(asker: Asker, row: ShownTopic, *, within: bool = False) -> RowLine:
    """Return the line of a topic; `within` a list a group leads to its topics."""
    one = row.topic
    key = f"{INSIDE if within and one.is_group else ''}{one.id}"
    kind = asker.say("topics-kind-group") if one.is_group else _say_priority(asker, one.first_priority)
    words = shorten_line(", ".join(one.keywords), _LINE)
    asked = str(len(one.questions)) if one.questions else ""
    return RowLine(key, one.get_name(asker.language), (kind, words, asked), inside=str(one.parent_id or ""))


def _say_priority(asker: Asker, priority: int | None) -> str:
    return asker.say("priority-name", priority=priority) if priority is not None else ""


async def _find(asker: Asker, topic_id: int) -> ShownTopic | None:
    known = await editing.load_tree(asker.session)
    found = next((one for one in known if one.id == topic_id), None)
    if found is None:
        row = await asker.session.get(Category, topic_id, populate_existing=True)
        return None if row is None else ShownTopic(editing.make_info(row), asker.rules.locale, is_removed=True)
    team = await answered_topics.list_answering(asker.session, found.id) if not found.is_group else []
    people = {person.id: person.name for person, on in team if on and person.telegram_id is not None}
    has_helper, can_assign = asker.rules.assist.url is not None, asker.may(Grant.TEAM)
    return ShownTopic(found, asker.rules.locale, known, people, has_helper, can_assign=can_assign)


async def _list_facts(asker: Asker, row: ShownTopic) -> Sequence[RichText | str]:
    if row.is_removed:
        return [asker.say("category-removed", name=row.topic.get_name(asker.language))]
    if row.topic.is_group:
        return [asker.say("topic-group-effect")]
    answering = f"{asker.say('field-topics-people')}: {', '.join(row.people.values())}"
    seen = [] if row.can_assign or not row.people else [answering]
    return [asker.say("topic-effect", name=row.topic.name), *seen]


def _make_name(language: str) -> NounField:
    async def write(desk: Desk, row: ShownTopic, value: FieldValue) -> None:
        await editing.rename_category(desk, row.topic.id, value.text.strip() or "-", language)

    def get(row: ShownTopic) -> str:
        return row.topic.names.get(language) or (row.topic.name if language == row.locale else "")

    return NounField("name", TypedLine(LONGEST), get, write, language)


def _make_example(language: str) -> NounField:
    write = set_text(set_in_language(editing.set_example, language))
    return NounField(
        "example", TypedLine(200), lambda row: row.topic.examples.get(language), write, language, _is_topic
    )


def _is_topic(row: ShownTopic) -> bool:
    return not row.topic.is_group


async def _list_priorities(asker: Asker, _row: ShownTopic) -> Sequence[FieldOption]:
    none = FieldOption("", asker.say("topic-priority-none"))
    return [none, *(FieldOption(str(n), _say_priority(asker, n)) for n in range(1, 5))]


async def _list_assist(asker: Asker, _row: ShownTopic) -> Sequence[FieldOption]:
    return [FieldOption("", asker.say("topic-assist", on=1)), FieldOption("1", asker.say("topic-assist", on=0))]


async def _list_groups(asker: Asker, row: ShownTopic) -> Sequence[FieldOption]:
    none = FieldOption("", asker.say("topic-place-none"))
    return [none, *(FieldOption(str(one.id), one.get_name(asker.language)) for one in row.known if one.is_group)]


def _make_questions(language: str) -> NounField:
    def get(row: ShownTopic) -> str:
        return questions.write_questions(row.topic.questions, language)

    write = set_text(set_in_language(editing.set_questions, language))
    return NounField("questions", TypedText(1000), get, write, language, _is_topic)


async def _list_people(asker: Asker, row: ShownTopic) -> Sequence[FieldOption]:
    team = await answered_topics.list_answering(asker.session, row.topic.id)
    return [FieldOption(str(person.id), person.name) for person, _ in team if person.telegram_id is not None]


async def _write_people(desk: Desk, row: ShownTopic, value: FieldValue) -> None:
    wanted = set(map(read_id, value.text.split(",")))
    for person, on in await answered_topics.list_answering(desk.session, row.topic.id):
        if person.telegram_id is not None and on is not (person.id in wanted):
            await answered_topics.set_topic(desk, person.telegram_id, row.topic.id, on=not on)


def _list_beside(row: ShownTopic) -> list[int]:
    return [one.id for one in row.known if one.parent_id == row.topic.parent_id]


async def _add(desk: Desk, inside: str, given: Mapping[str, FieldValue], *, is_group: bool) -> str:
    group = None if is_group else read_id(inside)
    return str(await editing.add_category(desk, given["name"].text, group=group, is_group=is_group))


def _list_ways(_asker: Asker, row: ShownTopic | None) -> Sequence[ByHand]:
    if row is None:
        return [ByHand(Button("btn-topics-import"), "/topics/import")]
    return [ByHand(make_press("btn-problem-make", "problem_on", row.id))] if is_live(row) and _is_topic(row) else []


_NEW_NAME = (make_new_field("name", TypedLine(LONGEST)),)
TOPICS = Resource(
    name="topics",
    stored=StoredNames(
        "categories",
        "topic",
        ("tree", "treeof", "treeask", "treeset", "treeundo", "treeback", "treewho"),
    ),
    command="categories",
    address="/topics",
    section=("settings", "topics"),
    grant=Grant.TOPICS,
    columns=("priority", "keywords", "questions"),
    figures=("tickets", "agents", "articles"),
    list_lines=_list_lines,
    find=find_by_id(_find),
    make_line=_make_line,
    list_facts=_list_facts,
    list_ways=_list_ways,
    fields=(
        *map(_make_name, LANGUAGES),
        NounField(
            "priority",
            OneOf(_list_priorities),
            lambda row: row.topic.first_priority,
            set_id(editing.set_first_priority),
            has=_is_topic,
        ),
        NounField(
            "keywords",
            TypedLine(4000),
            lambda row: ", ".join(row.topic.keywords),
            set_text(editing.set_keywords),
            has=_is_topic,
        ),
        *map(_make_questions, LANGUAGES),
        *map(_make_example, LANGUAGES),
        NounField(
            "people",
            OneOf(_list_people, is_many=True),
            lambda row: ",".join(map(str, row.people)),
            _write_people,
            has=lambda row: _is_topic(row) and row.can_assign,
        ),
        NounField(
            "group",
            OneOf(_list_groups),
            lambda row: row.topic.parent_id,
            set_id(editing.move_to_group),
            has=_is_topic,
        ),
        NounField(
            "assist",
            OneOf(_list_assist),
            lambda row: 1 if row.topic.no_assist else None,
            set_id(editing.set_no_assist),
            has=lambda row: _is_topic(row) and row.has_helper,
        ),
    ),
    acts=(
        Act("up", do_by_id(editing.move_up), has=is_live, changes=make_order(_list_beside, editing.set_order)),
        *make_removal(do_by_id(editing.remove_category), do_by_id(editing.restore_category)),
    ),
    news=(
        New("topic", _NEW_NAME, partial(_add, is_group=False)),
        New("group", _NEW_NAME, partial(_add, is_group=True)),
    ),
)
