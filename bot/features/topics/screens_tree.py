"""`/categories`: groups and topics, for staff to read and for admins to change. An empty desk is offered a set of
topics."""

from collections.abc import Sequence

from bot.features.topics.buttons import OfferAnswer, TreeAsk, TreeField, TreeOffer, TreePage, TreePart, TreeScreen
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from bot.views.pages import cut_shown_page
from desk.outbox import Show
from desk.policy.grants import Grant
from desk.text import RichText, count_units
from desk.topics import starter_topics, tree
from desk.topics.tree import TopicInfo

EMPTY = "empty"  # of the letter's `find`: the suggested topics were dismissed
_A_PAGE = 4
_ROOM = 3500  # UTF-16 units of lines


async def render_topics(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tree; for admins with buttons to change it."""
    known = await tree.load_tree(reader.session)
    if not known:
        return _none(reader, offers=letter.find != EMPTY)
    words = compose.join_lines([reader.say_rich("categories-title"), *_lines(reader, known)])
    if not reader.may(Grant.TOPICS):
        return Rendered(words)
    tops = [one for one in known if one.parent_id is None]
    listed = cut_shown_page(reader, tops, letter.page, _A_PAGE, lambda at: TreePage(page=at))
    shown = [make_tree_button(reader, one) for one in listed.shown]
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


def make_tree_button(reader: Reader, one: TopicInfo) -> RenderedButton:
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
        for group, topics in starter_topics.list_offered(reader.language)
    )
    words = compose.join([empty, reader.say_rich("topics-offered"), compose.join_lines(lines)], "\n\n")
    use = keyboards.make_main_button(reader.language, "btn-topics-use", TreeOffer(word=OfferAnswer.USE))
    own = keyboards.make_button(reader.language, "btn-topics-empty", TreeOffer(word=OfferAnswer.EMPTY))
    return Rendered(words, ((use, own),))
