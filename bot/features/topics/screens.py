"""One topic or group, for admins: a summary, and a screen for each part that can be changed, at most eight buttons.

The letter's `find` names the screen and the topic: "keywords:12".
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.features.problems.buttons import ProblemOn
from bot.features.topics.buttons import (
    OfferAnswer,
    TreeAsk,
    TreeChange,
    TreeExpert,
    TreeField,
    TreeOffer,
    TreePage,
    TreePart,
    TreeScreen,
    TreeSet,
    TreeUndo,
)
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page
from desk.i18n import LANGUAGES, say
from desk.outbox import Show, Slot
from desk.policy.permissions import Grant
from desk.queries.audit_log import find_last_change
from desk.staff.answered_topics import list_answering
from desk.text import RichText, count_units, shorten_line
from desk.topics import editing, offered_topics, questions
from desk.topics.editing import TopicInfo

EMPTY = "empty"  # of the letter's `find`: the suggested topics were dismissed
_A_PAGE = 4
_ROOM = 3500  # UTF-16 units of lines


async def render_topics(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tree; for admins with buttons to change it."""
    known = await editing.load_tree(reader.session)
    if not known:
        return _none(reader, offers=letter.find != EMPTY)
    words = compose.join_lines([reader.say_rich("categories-title"), *_lines(reader, known)])
    if not reader.may(Grant.TOPICS):
        return Rendered(words)
    tops = [one for one in known if one.parent_id is None]
    listed = cut_shown_page(reader, tops, letter.page, _A_PAGE, lambda at: TreePage(page=at))
    shown = [_make_tree_button(reader, one) for one in listed.shown]
    return Rendered(words, (*keyboards.arrange_rows(shown, 2), *listed.turning, _new(reader)))


def _lines(reader: Reader, known: Sequence[TopicInfo]) -> list[RichText]:
    lines: list[RichText] = []
    room = _ROOM
    for at, one in enumerate(known):
        key = "categories-group" if one.is_group else "categories-line" if one.parent_id is None else "categories-in"
        line = reader.say_rich(key, id=one.id, name=one.get_name(reader.language))
        room -= count_units(line.text) + 1
        if room < 0:
            return [*lines, reader.say_rich("categories-more", n=len(known) - at)]
        lines.append(line)
    return lines


def _make_tree_button(reader: Reader, one: TopicInfo) -> RenderedButton:
    """Return the button that opens a topic or group."""
    key = "btn-topic-group" if one.is_group else "btn-category"
    press = TreeScreen(part=TreePart.ONE, category=one.id, page=1)
    return keyboards.make_button(reader.language, key, press, name=one.get_name(reader.language))


def _new(reader: Reader) -> tuple[RenderedButton, ...]:
    return (
        keyboards.make_button(reader.language, "btn-topic-new", TreeAsk(field=TreeField.NEW, category=0)),
        keyboards.make_button(reader.language, "btn-topic-new-group", TreeAsk(field=TreeField.NEW_GROUP, category=0)),
    )


def _none(reader: Reader, *, offers: bool) -> Rendered:
    if not reader.may(Grant.TOPICS):
        return Rendered(reader.say_rich("categories-empty"))
    empty = reader.say_rich("categories-empty-admin")
    if not offers:
        return Rendered(empty, (_new(reader),))
    lines = (
        reader.say_rich("topics-offered-line", group=group, topics=", ".join(topics))
        for group, topics in offered_topics.list_offered(reader.language)
    )
    words = compose.join([empty, reader.say_rich("topics-offered"), compose.join_lines(lines)], "\n\n")
    use = keyboards.make_main_button(reader.language, "btn-topics-use", TreeOffer(word=OfferAnswer.USE))
    own = keyboards.make_button(reader.language, "btn-topics-empty", TreeOffer(word=OfferAnswer.EMPTY))
    return Rendered(words, ((use, own),))


_T = TypeVar("_T")
_LIST = 300  # characters of keywords on the topic's own screen
_ALL = 2500
_MOST = 5  # topics of a group on one screen; two fewer with buttons to turn pages
_BESIDE = 4


async def render_topic(reader: Reader, letter: Show) -> Rendered | None:
    """Render the screen that the letter names; the whole tree if that topic no longer exists."""
    part, _, key = (letter.find or "").partition(":")
    known = await editing.load_tree(reader.session)
    found = next((topic for topic in known if str(topic.id) == key), None)
    if found is None or part not in _SCREENS:
        return await render_topics(reader, letter)
    if found.is_group and part not in _OF_GROUPS:
        part = TreePart.ONE
    return await _SCREENS[TreePart(part)](reader, found, known, letter.page)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for a typed part; the slot names which part, and of which topic."""
    field, _, key = Slot.parse(letter.slot).key.partition(":")
    known = await editing.find_topic_of_tree(reader.session, int(key)) if key.isdecimal() else None
    if known is None and field not in (TreeField.NEW, TreeField.NEW_GROUP):
        return None
    name = known.get_name(reader.language) if known is not None else "none"
    own = "yes" if field == reader.settings.locale else "no"  # the desk's own name is never missing
    return Rendered(reader.say_rich(f"topic-ask-{field}", name=name, own=own))


async def _one(reader: Reader, topic: TopicInfo, known: Sequence[TopicInfo], page: int) -> Rendered:
    if topic.is_group:
        return _group(reader, topic, known, page)
    group = next((other.get_name(reader.language) for other in known if other.id == topic.parent_id), "")
    people = [person.name for person, on in await list_answering(reader.session, topic.id) if on]
    lines = [
        compose.join_dotted([compose.make_bold(topic.get_name(reader.language)), group]),
        reader.say_rich("topic-names", names=_names(topic)),
        _priority_line(reader, topic),
        reader.say_rich(
            "topic-keywords", words=shorten_line(", ".join(topic.keywords), _LIST) or reader.say("topic-none")
        ),
        reader.say_rich("topic-questions", n=len(topic.questions)),
        reader.say_rich("topic-people", names=shorten_line(", ".join(people), _LIST) or reader.say("topic-none")),
    ]
    parts = [TreePart.NAMES, TreePart.PRIORITY, TreePart.KEYWORDS, TreePart.QUESTIONS, TreePart.PEOPLE, TreePart.PLACE]
    buttons = [_to(reader, part, topic) for part in parts]
    problem = keyboards.make_button(reader.language, "btn-problem-make", ProblemOn(category=topic.id))
    back = _back_to_group(reader, topic)
    words = compose.join([compose.join_lines(lines), reader.say_rich("topic-effect", name=topic.name)], "\n\n")
    return Rendered(words, keyboards.arrange_rows([*buttons, problem, back], 2))


def _group(reader: Reader, group: TopicInfo, known: Sequence[TopicInfo], page: int) -> Rendered:
    inside = [topic for topic in known if topic.parent_id == group.id]
    shown, turning = _page_rows(reader, inside, page, _MOST, lambda at: _screen(TreePart.ONE, group, at))
    new = keyboards.make_button(reader.language, "btn-topic-new", TreeAsk(field=TreeField.NEW, category=group.id))
    change = _to(reader, TreePart.GROUP, group)
    back = keyboards.make_button(reader.language, "btn-topics-back", TreePage(page=1))
    lines = [
        compose.make_bold(group.get_name(reader.language)),
        reader.say_rich("topic-names", names=_names(group)),
        *(
            reader.say_rich("categories-in", id=topic.id, name=topic.get_name(reader.language))
            for topic in inside[: _BESIDE * 8]
        ),
    ]
    words = compose.join([compose.join_lines(lines), reader.say_rich("topic-group-effect")], "\n\n")
    rows = keyboards.arrange_rows([_make_tree_button(reader, topic) for topic in shown], 2)
    return Rendered(words, (*rows, *turning, (new, change, back)))


async def _of_group(reader: Reader, group: TopicInfo, _known: Sequence[TopicInfo], _page: int) -> Rendered:
    buttons = [_to(reader, TreePart.NAMES, group), _up(reader, group), _remove(reader, group)]
    words = compose.join_lines(
        [compose.make_bold(group.get_name(reader.language)), reader.say_rich("topic-group-change-effect")]
    )
    return Rendered(words, keyboards.arrange_rows([*buttons, _back(reader, group)], 2))


async def _names_screen(reader: Reader, topic: TopicInfo, _known: Sequence[TopicInfo], _page: int) -> Rendered:
    actions = ("category-renamed", *(f"topic-name-{language}" for language in LANGUAGES))
    buttons = [
        keyboards.make_button(reader.language, "btn-topic-language", TreeAsk(field=TreeField(code), category=topic.id),
                         name=say(code, "language-name"))
        for code in LANGUAGES
    ]  # fmt: skip
    lines = [compose.make_bold(topic.get_name(reader.language)), reader.say_rich("topic-names", names=_names(topic))]
    told = [compose.join_lines(lines), reader.say_rich("topic-names-effect", label=topic.name)]
    if not topic.is_group:
        buttons.append(_remove(reader, topic))
    back = _back(reader, topic, TreePart.GROUP if topic.is_group else TreePart.ONE)
    return Rendered(
        compose.join(told, "\n\n"), keyboards.arrange_rows([*buttons, *await _undo(reader, topic, actions), back], 2)
    )


async def _priority(reader: Reader, topic: TopicInfo, _known: Sequence[TopicInfo], _page: int) -> Rendered:
    names = [(str(n), reader.say("priority-name", priority=n)) for n in range(1, 5)]
    buttons = [_set(reader, TreeChange.PRIORITY, topic, value, name) for value, name in names]
    none = _set(reader, TreeChange.PRIORITY, topic, "0", reader.say("topic-priority-none"))
    undo = await _undo(reader, topic, ("topic-priority",))
    lines = [compose.make_bold(topic.get_name(reader.language)), _priority_line(reader, topic)]
    words = compose.join([compose.join_lines(lines), reader.say_rich("topic-priority-effect")], "\n\n")
    return Rendered(words, keyboards.arrange_rows([*buttons, none, *undo, _back(reader, topic)], 2))


async def _keywords(reader: Reader, topic: TopicInfo, _known: Sequence[TopicInfo], _page: int) -> Rendered:
    shown = shorten_line(", ".join(topic.keywords), _ALL) or reader.say("topic-none")
    lines = [compose.make_bold(topic.get_name(reader.language)), reader.say_rich("topic-keywords", words=shown)]
    words = compose.join([compose.join_lines(lines), reader.say_rich("topic-keywords-effect")], "\n\n")
    typed = keyboards.make_button(
        reader.language, "btn-topic-type", TreeAsk(field=TreeField.KEYWORDS, category=topic.id)
    )
    none = [_set(reader, TreeChange.NO_KEYWORDS, topic, "0", reader.say("topic-none"))] if topic.keywords else []
    undo = await _undo(reader, topic, ("topic-keywords",))
    return Rendered(words, keyboards.arrange_rows([typed, *none, *undo, _back(reader, topic)], 2))


async def _questions(reader: Reader, topic: TopicInfo, _known: Sequence[TopicInfo], _page: int) -> Rendered:
    lines: list[RichText | str] = [compose.make_bold(topic.get_name(reader.language))]
    for one_ in topic.questions:
        texts = " / ".join(one_["text"][code] for code in LANGUAGES if code in one_["text"])
        lines.append(reader.say_rich("topic-question", key=one_["key"], text=texts))
    if not topic.questions:
        lines.append(reader.say_rich("topic-questions-none"))
    words = compose.join(
        [compose.join_lines(lines), reader.say_rich("topic-questions-effect", n=questions.MOST)], "\n\n"
    )
    typed = keyboards.make_button(
        reader.language, "btn-topic-type", TreeAsk(field=TreeField.QUESTION, category=topic.id)
    )
    gone = [
        _set(reader, TreeChange.NO_QUESTION, topic, questions.hash_key(one_["key"]), f"✕ {one_['key']}")
        for one_ in topic.questions
    ]
    undo = await _undo(reader, topic, ("topic-questions",))
    return Rendered(words, keyboards.arrange_rows([typed, *gone, *undo, _back(reader, topic)], 2))


async def _people(reader: Reader, topic: TopicInfo, _known: Sequence[TopicInfo], page: int) -> Rendered:
    team = [(person, on) for person, on in await list_answering(reader.session, topic.id) if person.telegram_id]
    shown, turning = _page_rows(reader, team, page, _MOST, lambda at: _screen(TreePart.PEOPLE, topic, at))
    names = shorten_line(", ".join(person.name for person, on in team if on), _LIST) or reader.say("topic-none")
    lines = [compose.make_bold(topic.get_name(reader.language)), reader.say_rich("topic-people", names=names)]
    words = compose.join([compose.join_lines(lines), reader.say_rich("topic-people-effect")], "\n\n")
    buttons = [
        keyboards.make_button(
            reader.language,
            "btn-topic-on" if on else "btn-topic",
            TreeExpert(category=topic.id, person=person.telegram_id or 1, on=int(not on), page=page),
            name=person.name,
        )
        for person, on in shown
    ]
    return Rendered(words, (*keyboards.arrange_rows(buttons, 2), *turning, (_back(reader, topic),)))


async def _place(reader: Reader, topic: TopicInfo, known: Sequence[TopicInfo], page: int) -> Rendered:
    groups = [one_ for one_ in known if one_.is_group and one_.id != topic.parent_id]
    shown, turning = _page_rows(reader, groups, page, _BESIDE, lambda at: _screen(TreePart.PLACE, topic, at))
    buttons = [_set(reader, TreeChange.GROUP, topic, str(g.id), g.get_name(reader.language)) for g in shown]
    if topic.parent_id is not None:
        buttons.append(_set(reader, TreeChange.GROUP, topic, "0", reader.say("topic-place-none")))
    now = next((g.get_name(reader.language) for g in known if g.id == topic.parent_id), reader.say("topic-place-none"))
    lines = [compose.make_bold(topic.get_name(reader.language)), reader.say_rich("topic-place", name=now)]
    words = compose.join([compose.join_lines(lines), reader.say_rich("topic-place-effect")], "\n\n")
    last = [_up(reader, topic), *await _undo(reader, topic, ("topic-group",)), _back(reader, topic)]
    return Rendered(words, (*keyboards.arrange_rows(buttons, 2), *turning, tuple(last)))


_Made = Callable[[Reader, TopicInfo, Sequence[TopicInfo], int], Awaitable[Rendered]]
_SCREENS: dict[str, _Made] = {
    TreePart.ONE: _one,
    TreePart.GROUP: _of_group,
    TreePart.NAMES: _names_screen,
    TreePart.PRIORITY: _priority,
    TreePart.KEYWORDS: _keywords,
    TreePart.QUESTIONS: _questions,
    TreePart.PEOPLE: _people,
    TreePart.PLACE: _place,
}
_OF_GROUPS = (TreePart.ONE, TreePart.GROUP, TreePart.NAMES)


def _names(topic: TopicInfo) -> str:
    return " · ".join(f"{say(code, 'language-name')}: {topic.get_name(code)}" for code in LANGUAGES)


def _priority_line(reader: Reader, topic: TopicInfo) -> RichText:
    now = topic.first_priority
    name = reader.say("priority-name", priority=now) if now is not None else reader.say("topic-priority-none")
    return reader.say_rich("topic-first-priority", name=name)


async def _undo(reader: Reader, topic: TopicInfo, actions: Sequence[str]) -> Row:
    """Return the button that undoes the last of these changes, if there is one."""
    kept = [action for action in actions if action in editing.CHANGES]
    record = await find_last_change(reader.session, f"category:{topic.id}", kept)
    if record is None:
        return ()
    return (keyboards.make_button(reader.language, "btn-setting-undo", TreeUndo(category=topic.id, record=record)),)


def _set(reader: Reader, change: TreeChange, topic: TopicInfo, value: str, name: str) -> RenderedButton:
    press = TreeSet(change=change, category=topic.id, value=value)
    return keyboards.make_button(reader.language, "btn-category", press, name=name)


def _up(reader: Reader, topic: TopicInfo) -> RenderedButton:
    return keyboards.make_button(reader.language, "btn-topic-up", TreeSet(change=TreeChange.UP, category=topic.id))


def _remove(reader: Reader, topic: TopicInfo) -> RenderedButton:
    return keyboards.make_button(
        reader.language, "btn-topic-remove", TreeSet(change=TreeChange.REMOVE, category=topic.id)
    )


def _screen(part: TreePart, topic: TopicInfo, page: int) -> TreeScreen:
    return TreeScreen(part=part, category=topic.id, page=page)


def _to(reader: Reader, part: TreePart, topic: TopicInfo) -> RenderedButton:
    return keyboards.make_button(reader.language, "btn-topic-part", _screen(part, topic, 1), part=part.value)


def _back(reader: Reader, topic: TopicInfo, part: TreePart = TreePart.ONE) -> RenderedButton:
    return keyboards.make_button(reader.language, "btn-topics-back", _screen(part, topic, 1))


def _back_to_group(reader: Reader, topic: TopicInfo) -> RenderedButton:
    if topic.parent_id is None:
        return keyboards.make_button(reader.language, "btn-topics-back", TreePage(page=1))
    press = TreeScreen(part=TreePart.ONE, category=topic.parent_id, page=1)
    return keyboards.make_button(reader.language, "btn-topics-back", press)


def _page_rows(
    reader: Reader, everything: Sequence[_T], page: int, most: int, press: Callable[[int], TreeScreen]
) -> tuple[Sequence[_T], tuple[Row, ...]]:
    """Return all of them if they fit, else a page of two fewer, and the buttons that turn it."""
    if len(everything) <= most:
        return everything, ()
    listed = cut_shown_page(reader, everything, page, most - 2, press)
    return listed.shown, listed.turning
