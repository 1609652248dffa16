"""Folds buttons: a message shows a few, the rest unfold behind More, and topics in a second step.

A message's screen is a number: 1 is as it comes, further ones show the rest; from `TOPICS` on the topics or their
groups, from `EVENTS` on events, from `CAUSES` on root causes, from `GROUPS` on the topics of a group.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket.buttons import Foldable
from bot.views import keyboards
from bot.views.rendered import RenderedButton, Row
from desk.queries.ticket_card import CategoryInfo

WIDTH = 3
CARD_ROWS, PAGE_ROWS = 2, 4  # rows of a card or receipt; of an opened ticket
FIRST = 1
TOPICS = 50
EVENTS, CAUSES = 80, 90
GROUPS, IN_A_GROUP = 100, 100  # the first group's screens, and how many each has
_CHOICES = 6
_AT_ONCE = 3  # topics that need no second step


@dataclass(frozen=True, slots=True)
class Folding:
    """A message of a ticket, how many rows of buttons it may have, and which screen of them it shows."""

    language: str
    face: Foldable
    number: int
    most: int
    screen: int = FIRST

    def fold_rows(
        self, first: Sequence[Row], rest: Sequence[Row], topics: Sequence[CategoryInfo] = ()
    ) -> tuple[Row, ...]:
        """Return the rows of this screen: `first`, with More if there is a `rest`, or a part of the `rest`."""
        if self.screen >= GROUPS and has_two_steps(topics):
            return self._of_group(topics)
        if self.screen >= TOPICS and topics:
            return self._topics(topics)
        chunks = [tuple(rest[at : at + self.most - 1]) for at in range(0, len(rest), self.most - 1)]
        behind = min(self.screen, len(chunks) + 1) - FIRST if self.screen < TOPICS else 0
        if behind < 1:
            return _join_rows(first, (self._to(FIRST + 1, "btn-more"),), self.most) if rest else tuple(first)
        ways = [self._to(FIRST, "btn-fold")]
        if behind < len(chunks):
            ways.append(self._to(self.screen + 1, "btn-more"))
        return (*chunks[behind - 1], tuple(ways))

    def fold_buttons(self, buttons: Sequence[RenderedButton]) -> tuple[Row, ...]:
        """Return the rows of this screen for buttons without rows of their own: all of them if they fit."""
        room = self.most * WIDTH
        if len(buttons) <= room:
            return keyboards.arrange_rows(buttons, WIDTH)
        return self.fold_rows(
            keyboards.arrange_rows(buttons[: room - 1], WIDTH), keyboards.arrange_rows(buttons[room - 1 :], WIDTH)
        )

    def fold_choices(self, choices: Sequence[RenderedButton], begins: int) -> tuple[Row, ...]:
        """Return six of the choices at a time, from the screen `begins` on, and the buttons back and on."""
        last = max(0, -(-len(choices) // _CHOICES) - 1)
        page = min(self.screen - begins, last)
        ways = [self._to(begins + page - 1, "btn-previous") if page else self._to(FIRST, "btn-fold")]
        if page < last:
            ways.append(self._to(begins + page + 1, "btn-next"))
        return (*keyboards.arrange_rows(choices[page * _CHOICES : (page + 1) * _CHOICES], 2), tuple(ways))

    def make_topic_buttons(self, topics: Sequence[CategoryInfo], guessed: CategoryInfo | None = None) -> Row:
        """Return the topics themselves if they are few, else the button that shows them; `guessed`: with a button to
        confirm it."""
        if not has_two_steps(topics):
            return tuple(
                self._confirm(one) if guessed is not None and one.id == guessed.id else self._topic(one)
                for one in topics
            )
        ways = (self._to(TOPICS, "btn-topics"),)
        if guessed is None:
            return ways
        return (self._confirm(guessed), *ways)

    def _topics(self, topics: Sequence[CategoryInfo]) -> tuple[Row, ...]:
        """Return groups, and the topics that belong to none, in their order."""
        groups = _groups(topics)
        tops = list(dict.fromkeys((topic.group or topic).id for topic in topics))
        alone = {topic.id: self._topic(topic) for topic in topics if topic.group is None}
        into = {
            group.id: self._to(GROUPS + at * IN_A_GROUP, "btn-topic-group", name=group.get_name(self.language))
            for at, group in enumerate(groups)
        }
        return self._page_rows([(alone | into)[key] for key in tops], self.screen, TOPICS, FIRST)

    def _of_group(self, topics: Sequence[CategoryInfo]) -> tuple[Row, ...]:
        groups = _groups(topics)
        at = min((self.screen - GROUPS) // IN_A_GROUP, len(groups) - 1)
        if at < 0:
            return self._topics(topics)
        inside = [self._topic(one) for one in topics if one.group is not None and one.group.id == groups[at].id]
        begins = GROUPS + at * IN_A_GROUP
        return self._page_rows(inside, begins + (self.screen - GROUPS) % IN_A_GROUP, begins, TOPICS)

    def _page_rows(self, choices: Sequence[RenderedButton], screen: int, begins: int, before: int) -> tuple[Row, ...]:
        """Return all choices if they fit with the button back to the screen `before`, else a page."""
        most = self.most * WIDTH
        room = most - 1 if len(choices) < most else most - 2
        pages = -(-len(choices) // room)
        page = min(screen - begins, pages - 1)
        ways = [self._to(begins + page - 1, "btn-previous") if page else self._to(before, "btn-fold")]
        if page + 1 < pages:
            ways.append(self._to(begins + page + 1, "btn-next"))
        return keyboards.arrange_rows([*choices[page * room : (page + 1) * room], *ways], WIDTH)

    def _confirm(self, guessed: CategoryInfo) -> RenderedButton:
        press = ticket_buttons.CategoryChoice(number=self.number, category=guessed.id)
        return keyboards.make_button(self.language, "btn-category-confirm", press, name=guessed.get_name(self.language))

    def _topic(self, topic: CategoryInfo) -> RenderedButton:
        press = ticket_buttons.CategoryChoice(number=self.number, category=topic.id)
        return keyboards.make_button(self.language, "btn-category", press, name=topic.get_name(self.language))

    def _to(self, screen: int, key: str, name: str = "") -> RenderedButton:
        press = ticket_buttons.More(face=self.face, number=self.number, screen=screen)
        return keyboards.make_button(self.language, key, press, name=name)


def has_two_steps(topics: Sequence[CategoryInfo]) -> bool:
    """Return True if the topics are too many for one row, or have groups."""
    return len(topics) > _AT_ONCE or any(topic.group is not None for topic in topics)


def _groups(topics: Sequence[CategoryInfo]) -> list[CategoryInfo]:
    return list({topic.group.id: topic.group for topic in topics if topic.group is not None}.values())


def _join_rows(rows: Sequence[Row], more: Row, most: int) -> tuple[Row, ...]:
    """Add More in a row of its own, or at the end of the last one if there is no room for a row."""
    if len(rows) < most:
        return (*rows, more)
    return (*rows[:-1], (*rows[-1], *more))
