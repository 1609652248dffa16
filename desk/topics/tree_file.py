"""The tree of topics as a file: both levels in one CSV, compared with the tree that is there, taken as a whole, and
written in the same form. Knows no channel.

The header names the columns, in any language and order: the plain name of a group or topic is in the desk's language,
`topic (Русский)` in that one. A line names a group, a topic, or a topic in its group, which are found by any of their
names. An empty cell changes nothing, and nothing is ever removed. Either all lines are taken or none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desk import Desk, Refused, history
from desk.i18n import LANGUAGES, catalog
from desk.policy.permissions import Grant
from desk.text.spreadsheets import table_files
from desk.text.spreadsheets.table_files import TableFile
from desk.tickets.topic_names import fold_topic_name
from desk.topics import editing
from desk.topics import keywords as topic_keywords
from desk.topics.editing import MOST_TOPICS, TopicInfo, begin_change, check_name, load_tree
from desk.topics.keywords import KeywordsWrongError

MOST_BYTES = 1024 * 1024
MOST_LINES = 1000
_OWN = ""
"""Among languages: whichever the desk's is."""
_GROUP, _TOPIC, _PRIORITY, _KEYWORDS, _SAMPLE = "group", "topic", "priority", "keywords", "example"
_NAME = "name:"
_PRIORITIES = range(1, 5)


def _name_column(language: str, column: str) -> str:
    """Return how a column is called in a language; `topic:ru` is the topic in Russian."""
    kind, _, of = column.partition(":")
    name = catalog.say(language, "topics-file-column", column=kind)
    return catalog.say(language, "topics-file-column-in", column=name, language=_name_language(of)) if of else name


def _name_language(language: str) -> str:
    return catalog.say(language, "language-name")


def _list_columns() -> list[str]:
    """Return the columns that an export has: names by language, then the rest."""
    names = [f"{kind}:{language}" for kind in (_GROUP, _TOPIC) for language in LANGUAGES]
    return [*names, _PRIORITY, _KEYWORDS, *(f"{_SAMPLE}:{language}" for language in LANGUAGES)]


def name_columns(language: str) -> list[str]:
    """Return the columns that somebody types, by name."""
    return [_name_column(language, column) for column in (_GROUP, _TOPIC, _PRIORITY, _KEYWORDS, _SAMPLE)]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: the names of a group and a topic by language, and what else it says of the topic."""

    group: Mapping[str, str]
    topic: Mapping[str, str]
    values: Mapping[str, Any]


def _open(content: bytes) -> tuple[TableFile, dict[str, int]]:
    """Return a file and the places of its columns. Raises Refused for one without names of topics or groups."""
    table, header = table_files.open_with_header(content, MOST_BYTES)
    known = (_GROUP, _TOPIC, _SAMPLE, *_list_columns())
    found = table_files.find_columns(header, {one: [_name_column(code, one) for code in LANGUAGES] for one in known})
    if not any(one.startswith((_GROUP, _TOPIC)) for one in found):
        raise Refused(
            "topics-file-columns", columns=", ".join(dict.fromkeys(_name_column(c, _TOPIC) for c in LANGUAGES))
        )
    return table, found


def _read_rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the lines below the header, each with its number and its cells that are not empty. Raises Refused."""
    table, columns = _open(content)
    for number, cells in table_files.read_below_header(table, MOST_LINES):
        yield number, table.read_cells(columns, cells)


def _read_line(cells: Mapping[str, str]) -> _Line:
    """Read a line. Raises Refused."""
    if table_files.is_unread(list(cells.values())):
        raise Refused("import-letters")
    line = _Line(_read_names(cells, _GROUP), _read_names(cells, _TOPIC), _read_values(cells))
    if not line.group and not line.topic:
        raise Refused("topics-file-nameless")
    if not line.topic and line.values:
        raise Refused("topics-file-of-group")
    return line


def _read_names(cells: Mapping[str, str], kind: str) -> dict[str, str]:
    said = {language: cells.get(f"{kind}:{language}" if language else kind, "") for language in (_OWN, *LANGUAGES)}
    return {language: check_name(name) for language, name in said.items() if name}


def _read_values(cells: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if _PRIORITY in cells:
        values[_PRIORITY] = _read_priority(cells[_PRIORITY])
    if _KEYWORDS in cells:
        try:
            values[_KEYWORDS] = topic_keywords.parse_keywords(cells[_KEYWORDS])
        except KeywordsWrongError as error:
            raise Refused(error.key, most=topic_keywords.MOST, longest=topic_keywords.LONGEST) from None
    examples = {one: editing.check_example(said) for one, said in cells.items() if one.partition(":")[0] == _SAMPLE}
    return values | examples


def _read_priority(said: str) -> int:
    """Return a priority by its number or its name in any language. Raises Refused."""
    said = table_files.read_number(said).casefold()
    names = {
        catalog.say(code, "priority-name", priority=one).casefold(): one for code in LANGUAGES for one in _PRIORITIES
    }
    found = {str(one): one for one in _PRIORITIES} | names
    if said not in found:
        raise Refused("topics-file-priority")
    return found[said]


@dataclass(slots=True, eq=False)
class PlannedTopic:
    """A topic or group as the file would have it; `before`: as it is, None for a new one. `said`: what lines have said
    of it."""

    is_group: bool
    before: TopicInfo | None = None
    names: dict[str, str] = field(default_factory=dict)
    parent: "PlannedTopic | None" = None
    values: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)

    def say(self, what: str, value: Any) -> None:
        """Note what a line says. Raises Refused if an earlier line said something else."""
        if self.said.setdefault(what, value) != value:
            raise Refused("import-contradicts")

    @property
    def is_changed(self) -> bool:
        """Return True if it is there and the file says something else of it."""
        return self.before is not None and bool(self.list_names() or self.is_moved or self.list_values())

    @property
    def is_moved(self) -> bool:
        """Return True if it is there and the file has it in another group."""
        group = self.parent.before.id if self.parent is not None and self.parent.before is not None else None
        return self.before is not None and self.parent is not None and group != self.before.parent_id

    def list_names(self) -> dict[str, str]:
        """Return the names by language that differ."""
        said = {what.removeprefix(_NAME): name for what, name in self.said.items() if what.startswith(_NAME)}
        now = self.before.get_name if self.before is not None else said.get
        return {language: name for language, name in said.items() if now(language) != name}

    def list_values(self) -> dict[str, Any]:
        """Return the other values that differ."""
        one = self.before
        now: dict[str, Any] = {}
        if one is not None:
            now = {_PRIORITY: one.first_priority, _KEYWORDS: one.keywords, **_list_examples(one)}
        return {what: value for what, value in self.values.items() if now.get(what) != value}

    def get_name(self, language: str) -> str:
        """Return its name in a language, or any it has."""
        return self.names.get(language) or next(iter(self.names.values()))


def _list_examples(one: TopicInfo) -> dict[str, str]:
    return {f"{_SAMPLE}:{language}": one.examples.get(language, "") for language in LANGUAGES}


@dataclass(slots=True)
class TreePlan:
    """The result of comparing a file with the tree. `kept`: how many topics and groups stay as they are; `refused`: the
    lines that cannot be taken, with the reasons. Topics come after the groups they are in."""

    own: str
    tree: list[PlannedTopic] = field(default_factory=list)
    refused: list[tuple[int, Refused]] = field(default_factory=list)
    known: dict[str, PlannedTopic] = field(default_factory=dict)

    @property
    def new(self) -> list[PlannedTopic]:
        """Return the topics and groups that are not there yet."""
        return [one for one in self.tree if one.before is None]

    @property
    def changed(self) -> list[PlannedTopic]:
        """Return the ones of which the file says something else."""
        return [one for one in self.tree if one.is_changed]

    @property
    def kept(self) -> int:
        """Return how many stay as they are."""
        return len(self.tree) - len(self.new) - len(self.changed)

    def add(self, one: PlannedTopic) -> None:
        """Add a topic or group, to be found by each of its names."""
        if one not in self.tree:
            self.tree.append(one)
        self.known |= {fold_topic_name(name): one for name in one.names.values()}


def plan_tree(content: bytes, tree: Iterable[TopicInfo], own: str) -> TreePlan:
    """Return what a file would do to a tree; `own`: the desk's language. Raises Refused for what is no such file."""
    plan = TreePlan(own)
    by_id: dict[int | None, PlannedTopic] = {}
    for one in tree:
        by_id[one.id] = PlannedTopic(one.is_group, one, {own: one.name} | dict(one.names))
        plan.add(by_id[one.id])
    for number, cells in _read_rows(content):
        try:
            _take_line(plan, _read_line(cells))
        except Refused as refused:
            plan.refused.append((number, refused))
    return plan


def _take_line(plan: TreePlan, line: _Line) -> None:
    group = _take_names(plan, line.group, is_group=True) if line.group else None
    if not line.topic:
        return
    topic = _take_names(plan, line.topic, is_group=False)
    if group is not None:
        topic.say(_GROUP, group)
        topic.parent = group
    for column, value in line.values.items():
        what = f"{_SAMPLE}:{plan.own}" if column == _SAMPLE else column
        topic.say(what, value)
        topic.values[what] = value


def _take_names(plan: TreePlan, names: Mapping[str, str], *, is_group: bool) -> PlannedTopic:
    """Return the topic or group with one of these names, or a new one. Raises Refused."""
    found = list({id(one): one for name in names.values() if (one := plan.known.get(fold_topic_name(name)))}.values())
    if len(found) > 1:
        raise Refused("topics-file-two")
    one = found[0] if found else PlannedTopic(is_group)
    if one.is_group is not is_group:
        raise Refused("topics-file-kind")
    if one not in plan.tree and len(plan.tree) >= MOST_TOPICS:
        raise Refused("topics-file-many", most=MOST_TOPICS)
    if _OWN in names and names.get(plan.own, names[_OWN]) != names[_OWN]:
        raise Refused("topics-file-own")
    given = {language: name for language, name in names.items() if language != _OWN}
    for language, name in given.items():
        one.say(f"{_NAME}{language}", name)
    if not found:
        given = {plan.own: names.get(_OWN) or next(iter(names.values()))} | given
    one.names |= given
    plan.add(one)
    return one


async def preview_tree(desk: Desk, content: bytes) -> TreePlan:
    """Return what importing a file would do. Raises NotAllowed, Refused."""
    await desk.require_grant(Grant.TOPICS)
    return plan_tree(content, await load_tree(desk.session), desk.rules.locale)


async def import_tree(desk: Desk, content: bytes) -> TreePlan:
    """Take a whole file; return what it did. Raises NotAllowed, Refused, also if a single line cannot be taken."""
    await begin_change(desk)
    plan = plan_tree(content, await load_tree(desk.session), desk.rules.locale)
    if plan.refused:
        raise Refused("topics-file-refused", n=len(plan.refused), line=plan.refused[0][0])
    ids: dict[PlannedTopic | None, int | None] = {one: one.before.id for one in plan.tree if one.before is not None}
    ids[None] = None
    for one in [one for one in plan.new if one.is_group]:
        ids[one] = await _add(desk, one, None)
    for one in plan.changed:
        await _change(desk, one, ids)
    for one in [one for one in plan.new if not one.is_group]:
        ids[one] = await _add(desk, one, ids[one.parent])
    if plan.new or plan.changed:
        said = f"+{len(plan.new)} ~{len(plan.changed)}"
        history.record_action(desk, "topics-imported", "import:topics", new=said)
    return plan


async def _add(desk: Desk, one: PlannedTopic, group: int | None) -> int:
    name, keywords = one.get_name(desk.rules.locale), one.values.get(_KEYWORDS, ())
    made = await editing.add_row(desk, name, group=group, is_group=one.is_group, names=one.names, keywords=keywords)
    made.first_priority = one.values.get(_PRIORITY)
    made.examples = {code: words for code in LANGUAGES if (words := one.values.get(f"{_SAMPLE}:{code}"))}
    history.record_action(desk, "category-added", f"category:{made.id}", None, made.name)
    return made.id


async def _change(desk: Desk, one: PlannedTopic, ids: Mapping[PlannedTopic | None, int | None]) -> None:
    key = ids[one]
    assert key is not None
    for language, name in one.list_names().items():
        await editing.rename_category(desk, key, name, language)
    if one.is_moved:
        await editing.move_to_group(desk, key, ids[one.parent])
    values = one.list_values()
    if _PRIORITY in values:
        await editing.set_first_priority(desk, key, values[_PRIORITY])
    if _KEYWORDS in values:
        await editing.set_keywords(desk, key, ", ".join(values[_KEYWORDS]))
    for language in [code for code in LANGUAGES if f"{_SAMPLE}:{code}" in values]:
        await editing.set_example(desk, key, language, values[f"{_SAMPLE}:{language}"])


async def export_tree(desk: Desk, language: str) -> list[Sequence[str]]:
    """Return the rows of a file with the whole tree, the names of columns first, in the form that can be imported;
    audited. Raises NotAllowed."""
    await desk.require_grant(Grant.TOPICS)
    history.record_action(desk, "exported", "export:topics", new="csv")
    tree = await load_tree(desk.session)
    groups = {one.id: one for one in tree if one.is_group}
    rows = [_write_line(one, groups.get(one.parent_id or 0), desk.rules.locale) for one in tree]
    header = [_name_column(language, column) for column in _list_columns()]
    return [header, *rows]


def _write_line(one: TopicInfo, parent: TopicInfo | None, own: str) -> Sequence[str]:
    group, topic = (one, None) if one.is_group else (parent, one)
    names = [_get_own_name(part, language, own) for part in (group, topic) for language in LANGUAGES]
    return [*names, str(one.first_priority or ""), ", ".join(one.keywords), *_list_examples(one).values()]


def _get_own_name(one: TopicInfo | None, language: str, own: str) -> str:
    if one is None:
        return ""
    return one.names.get(language) or (one.name if language == own else "")
