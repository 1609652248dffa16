"""Topics for staff to read; an empty desk is offered a set of topics."""

from collections.abc import Sequence

from bot.features.administration.buttons import AdminNew
from bot.features.topics.buttons import (
    OfferAnswer,
    TreeOffer,
)
from bot.views import Reader, Rendered, compose
from desk.outbox import Show
from desk.policy.permissions import Grant
from desk.text import RichText, count_units
from desk.topics import editing, offered_topics
from desk.topics.editing import TopicInfo

EMPTY = "empty"  # of the letter's `find`: the suggested topics were dismissed
_A_PAGE = 4
_ROOM = 3500  # UTF-16 units of lines


async def render_topics(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tree."""
    known = await editing.load_tree(reader.session)
    if not known:
        return _none(reader, offers=letter.find != EMPTY)
    return Rendered(compose.join_lines([reader.say_rich("categories-title"), *_lines(reader, known)]))


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


def _none(reader: Reader, *, offers: bool) -> Rendered:
    if not reader.may(Grant.TOPICS):
        return Rendered(reader.say_rich("categories-empty"))
    empty = reader.say_rich("categories-empty-admin")
    if not offers:
        news = [AdminNew(noun="topics", kind=kind, inside="") for kind in ("topic", "group")]
        return Rendered(empty, (tuple(reader.make_button(f"btn-new-topics-{one.kind}", one) for one in news),))
    lines = (
        reader.say_rich("topics-offered-line", group=group, topics=", ".join(topics))
        for group, topics in offered_topics.list_offered(reader.language)
    )
    words = compose.join([empty, reader.say_rich("topics-offered"), compose.join_lines(lines)], "\n\n")
    use = reader.make_main_button("btn-topics-use", TreeOffer(word=OfferAnswer.USE))
    own = reader.make_button("btn-topics-empty", TreeOffer(word=OfferAnswer.EMPTY))
    return Rendered(words, ((use, own),))
