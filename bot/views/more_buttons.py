"""Few buttons: what a message shows of them, what unfolds behind More, and the topics in a second step.

A message's screen is a number: 1 is as it comes, further ones show the rest, from `TOPICS` on the topics, from
`EVENTS` on events, from `CAUSES` on root causes. Knows rows and no rule about tickets.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import callbacks
from bot.callbacks import Foldable
from bot.views import keyboards
from bot.views.rendered import RenderedButton, Row
from desk.queries.dto import CategoryInfo

WIDTH = 3
CARD_ROWS, PAGE_ROWS = 2, 4  # of a card or receipt; of an opened ticket
FIRST = 1
TOPICS = 50
EVENTS, CAUSES = 80, 90
_CHOICES = 6
_AT_ONCE = 3  # topics that need no second step


@dataclass(frozen=True, slots=True)
class Folding:
    """Which message of which ticket it is, how many rows it may have, and which screen it shows."""

    language: str
    face: Foldable
    number: int
    most: int
    screen: int = FIRST

    def shown(self, first: Sequence[Row], rest: Sequence[Row], topics: Sequence[CategoryInfo] = ()) -> tuple[Row, ...]:
        """The rows of this screen: `first`, with More where there is a `rest`, or what is behind it."""
        if self.screen >= TOPICS and topics:
            return self._topics(topics)
        chunks = [tuple(rest[at : at + self.most - 1]) for at in range(0, len(rest), self.most - 1)]
        behind = min(self.screen, len(chunks) + 1) - FIRST if self.screen < TOPICS else 0
        if behind < 1:
            return _joined(first, (self._to(FIRST + 1, "btn-more"),), self.most) if rest else tuple(first)
        ways = [self._to(FIRST, "btn-fold")]
        if behind < len(chunks):
            ways.append(self._to(self.screen + 1, "btn-more"))
        return (*chunks[behind - 1], tuple(ways))

    def of_buttons(self, buttons: Sequence[RenderedButton]) -> tuple[Row, ...]:
        """The same of buttons that have no rows of their own: all of them where they fit."""
        room = self.most * WIDTH
        if len(buttons) <= room:
            return keyboards.rows(buttons, WIDTH)
        return self.shown(keyboards.rows(buttons[: room - 1], WIDTH), keyboards.rows(buttons[room - 1 :], WIDTH))

    def chosen(self, choices: Sequence[RenderedButton], begins: int) -> tuple[Row, ...]:
        """Things to choose from, six at a time, from the screen `begins` on; and the ways back and on."""
        last = max(0, -(-len(choices) // _CHOICES) - 1)
        page = min(self.screen - begins, last)
        ways = [self._to(begins + page - 1, "btn-previous") if page else self._to(FIRST, "btn-fold")]
        if page < last:
            ways.append(self._to(begins + page + 1, "btn-next"))
        return (*keyboards.rows(choices[page * _CHOICES : (page + 1) * _CHOICES], 2), tuple(ways))

    def topic_buttons(self, topics: Sequence[CategoryInfo]) -> Row:
        """The topics themselves where they are few, else the way to them."""
        if len(topics) > _AT_ONCE:
            return (self._to(TOPICS, "btn-topics"),)
        return tuple(self._topic(topic) for topic in topics)

    def _topics(self, topics: Sequence[CategoryInfo]) -> tuple[Row, ...]:
        room = self.most * WIDTH - 2
        pages = -(-len(topics) // room)
        page = min(self.screen - TOPICS, pages - 1)
        shown = [self._topic(topic) for topic in topics[page * room : (page + 1) * room]]
        ways = [self._to(TOPICS + page - 1, "btn-previous") if page else self._to(FIRST, "btn-fold")]
        if page + 1 < pages:
            ways.append(self._to(TOPICS + page + 1, "btn-next"))
        return keyboards.rows([*shown, *ways], WIDTH)

    def _topic(self, topic: CategoryInfo) -> RenderedButton:
        press = callbacks.CategoryChoice(number=self.number, category=topic.id)
        return keyboards.button(self.language, "btn-category", press, name=topic.name)

    def _to(self, screen: int, key: str) -> RenderedButton:
        press = callbacks.More(face=self.face, number=self.number, screen=screen)
        return keyboards.button(self.language, key, press)


def _joined(rows: Sequence[Row], more: Row, most: int) -> tuple[Row, ...]:
    """With More in a row of its own, or at the end of the last where there is no room for one."""
    if len(rows) < most:
        return (*rows, more)
    return (*rows[:-1], (*rows[-1], *more))
