"""Makes buttons: labels in the reader's language, data from the features' `buttons.py`, rows that fit a phone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from sqlalchemy import func, select

from bot.api.limits import MESSAGE_BUTTONS
from bot.features.lists import buttons as list_buttons
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket.buttons import Foldable
from bot.views.reader import PRIORITY_SIGNS, Reader, RenderedButton, Row, Style
from db.enums import TO_BE_TAKEN
from db.models import Entry, Message
from desk.acts import of_tickets
from desk.acts.declaring import TicketAct
from desk.i18n import Arg
from desk.policy import visibility
from desk.policy.ticket_list import Order
from desk.queries.entries import EntryInfo
from desk.queries.lists import OwnTickets, TicketRow
from desk.queries.topic_choices import CategoryInfo


async def find_media_message(reader: Reader, entry_id: int) -> int | None:
    """Return the first message in the reader's chat that shows an entry's files."""
    brought = select(func.min(Message.message_id)).where(
        Message.entry_id == entry_id,
        Message.has_media,
        Message.bot_id == reader.bot_id,
        Message.chat_id == reader.person.telegram_id,
    )
    found: int | None = await reader.session.scalar(brought)
    return found


async def can_quote(reader: Reader, entry: EntryInfo) -> str | None:
    """Return the quoted part if the reader may see its message. A requester gets its words only if they are in an entry
    that they may see: a card shows more than that."""
    target = await reader.session.get(Entry, entry.answers_id) if entry.answers_id is not None else None
    if entry.quote is None or target is None:
        return entry.quote if reader.is_staff else None
    if not await visibility.can_person_see_entry(reader.session, target, reader.person):
        return None
    return entry.quote if reader.is_staff or entry.quote in target.body else None


TASK_URL = "https://app.todoist.com/app/task/{id}"


def make_act_button(reader: Reader, act: TicketAct, number: int) -> RenderedButton:
    """Return the button that does an act on a ticket."""
    return reader.make_button(f"btn-{act.name}", ticket_buttons.press_act(act, number))


def make_board_link(reader: Reader, task_id: str) -> RenderedButton:
    """Return a button that links to the ticket's task."""
    return RenderedButton(reader.say("btn-board"), url=TASK_URL.format(id=task_id))


def make_copy_button(reader: Reader, key: str, text: str, /, **args: Arg) -> RenderedButton:
    """Return a button that copies the text."""
    return RenderedButton(reader.say(key, **args), copy=text)


def arrange_rows(buttons: Iterable[RenderedButton], width: int) -> tuple[Row, ...]:
    """Arrange buttons in rows of at most `width`; buttons beyond Telegram's limit are dropped."""
    kept = list(buttons)[:MESSAGE_BUTTONS]
    return tuple(tuple(kept[at : at + width]) for at in range(0, len(kept), width))


def make_priority_row(reader: Reader, number: int, now: int) -> Row:
    """Return a row with the other priorities of a ticket, as signs with names."""
    return tuple(
        reader.make_button(
            "btn-priority",
            ticket_buttons.press_act(of_tickets.PRIORITY, number, priority=p),
            sign=PRIORITY_SIGNS[p],
            name=reader.say("priority-name", priority=p),
        )
        for p in (1, 2, 3, 4)
        if p != now
    )


def make_star_rows(reader: Reader, number: int) -> tuple[Row, ...]:
    """Return the rows of one to five stars for the ticket, and Skip."""
    five = tuple(reader.make_button("btn-star", ticket_buttons.Rate(number=number, stars=n), n=n) for n in range(1, 6))
    skip = reader.make_button("btn-skip", ticket_buttons.Rate(number=number, stars=ticket_buttons.RateSkip.SKIP))
    return (five[:3], five[3:], (skip,))


def make_agent_stars(reader: Reader, number: int) -> tuple[Row, ...]:
    """Return the rows of one to five stars for the agent, and Not now."""
    five = tuple(
        reader.make_button("btn-star", ticket_buttons.RateAgent(number=number, stars=n), n=n) for n in range(1, 6)
    )
    skip = reader.make_button("btn-not-now", ticket_buttons.Rate(number=number, stars=ticket_buttons.RateSkip.SKIP))
    return (five[:3], five[3:], (skip,))


def make_solved_row(reader: Reader, number: int, *, yes: str = "btn-yes", no: str = "btn-no") -> Row:
    """Return the answers to "Did this solve it?"."""
    yes_press = ticket_buttons.Solved(number=number, answer=ticket_buttons.SolvedAnswer.YES)
    no_press = ticket_buttons.Solved(number=number, answer=ticket_buttons.SolvedAnswer.NO)
    return (reader.make_button(yes, yes_press, style=Style.SUCCESS), reader.make_button(no, no_press))


def make_take_rows(reader: Reader, lines: Sequence[TicketRow]) -> tuple[Row, ...]:
    """Return a button that takes each untaken new ticket of a list, three a row."""
    free = [t.number for t in lines if t.assignee is None and t.status in TO_BE_TAKEN]
    return arrange_rows(
        (reader.make_button("btn-take-number", ticket_buttons.Claim(number=n), number=n) for n in free), 3
    )


def make_number_rows(reader: Reader, lines: Sequence[TicketRow]) -> tuple[Row, ...]:
    """Return a button that opens each ticket of a list, five a row."""
    return arrange_rows(
        (reader.make_button("btn-number", ticket_buttons.Open(number=t.number), number=t.number) for t in lines), 5
    )


def make_page_buttons(reader: Reader, page: int, pages: int, to: Callable[[int], CallbackData]) -> tuple[Row, ...]:
    """Return ◂ and ▸ where there is a page to turn to; `to`: the press that shows a page."""
    return _turn(
        reader.make_button("btn-previous", to(page - 1)) if page > 1 else None,
        reader.make_button("btn-next", to(page + 1)) if page < pages else None,
    )


def make_own_list_press(which: OwnTickets, order: Order, page: int) -> CallbackData:
    """Return the press that shows a page of one's own tickets."""
    if order is not Order.OPEN:
        return list_buttons.ListSorted(which=which, order=order, page=page)
    if which is not OwnTickets.ALL:
        return list_buttons.ListFiltered(which=which, page=page)
    return list_buttons.ListPage(page=page)


def filter_rows(reader: Reader, which: OwnTickets, order: Order) -> Row:
    """Return the buttons for the other filters of one's own tickets."""
    data = ((one, _filter_button(one, order)) for one in OwnTickets if one is not which)
    return tuple(reader.make_button("btn-list", press, which=one.value) for one, press in data)


def _filter_button(which: OwnTickets, order: Order) -> CallbackData:
    if order is Order.OPEN:
        return list_buttons.ListFiltered(which=which, page=1)
    return make_own_list_press(which, order, 1)


def make_order_button(reader: Reader, which: OwnTickets, order: Order) -> RenderedButton:
    """Return the button for the other order of one's own tickets."""
    other = Order.CHANGED if order is Order.OPEN else Order.OPEN
    press = _filter_button(which, other)
    return reader.make_button("btn-order", press, order=other.value)


def make_thread_page_buttons(reader: Reader, number: int, page: int, pages: int) -> tuple[Row, ...]:
    """Return ◂ and ▸ for a thread."""
    return make_page_buttons(reader, page, pages, lambda to: ticket_buttons.Thread(number=number, page=to))


def _turn(*buttons: RenderedButton | None) -> tuple[Row, ...]:
    row = tuple(b for b in buttons if b is not None)
    return (row,) if row else ()


WIDTH = 3
CARD_ROWS, OPENED_ROWS, PAGE_ROWS = 2, 3, 4  # rows of a card or receipt; of an opened ticket; behind its More
FIRST = 1
TOPICS = 50
EVENTS, CAUSES = 80, 90
GROUPS, IN_A_GROUP = 100, 100  # the first group's screens, and how many each has
_CHOICES = 6
_AT_ONCE = 3  # topics that need no second step


@dataclass(frozen=True, slots=True)
class Folding:
    """A message of a ticket, how many rows of buttons it may have, and which screen of them it shows."""

    reader: Reader
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
            return arrange_rows(buttons, WIDTH)
        return self.fold_rows(arrange_rows(buttons[: room - 1], WIDTH), arrange_rows(buttons[room - 1 :], WIDTH))

    def fold_choices(self, choices: Sequence[RenderedButton], begins: int) -> tuple[Row, ...]:
        """Return six of the choices at a time, from the screen `begins` on, and the buttons back and on."""
        last = max(0, -(-len(choices) // _CHOICES) - 1)
        page = min(self.screen - begins, last)
        ways = [self._to(begins + page - 1, "btn-previous") if page else self._to(FIRST, "btn-fold")]
        if page < last:
            ways.append(self._to(begins + page + 1, "btn-next"))
        return (*arrange_rows(choices[page * _CHOICES : (page + 1) * _CHOICES], 2), tuple(ways))

    def make_topic_buttons(self, topics: Sequence[CategoryInfo], guessed: CategoryInfo | None) -> Row:
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
            group.id: self._to(GROUPS + at * IN_A_GROUP, "btn-topic-group", name=group.get_name(self.reader.language))
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
        return arrange_rows([*choices[page * room : (page + 1) * room], *ways], WIDTH)

    def _confirm(self, guessed: CategoryInfo) -> RenderedButton:
        press = ticket_buttons.CategoryChoice(number=self.number, category=guessed.id)
        return self.reader.make_button("btn-category-confirm", press, name=guessed.get_name(self.reader.language))

    def _topic(self, topic: CategoryInfo) -> RenderedButton:
        press = ticket_buttons.CategoryChoice(number=self.number, category=topic.id)
        return self.reader.make_button("btn-category", press, name=topic.get_name(self.reader.language))

    def _to(self, screen: int, key: str, name: str = "") -> RenderedButton:
        press = ticket_buttons.More(face=self.face, number=self.number, screen=screen)
        return self.reader.make_button(key, press, name=name)


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
