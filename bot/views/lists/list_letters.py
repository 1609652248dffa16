"""From the letter of a list to its page: which tickets, in which order. Words nothing itself."""

from bot.views.lists import ticket_lists
from bot.views.reader import Reader
from bot.views.rendered import Rendered
from desk.outbox.letters import Show
from desk.outbox.slots import Slot
from desk.queries import lists
from desk.queries.dto import Order, Which


async def own(reader: Reader, letter: Show) -> Rendered | None:
    """Of the slot `list:?<words>` what holds the words; else all, or those of `letter.find`."""
    words = Slot.parse(letter.slot).key.removeprefix("?")
    which = Which(letter.find) if letter.find else Which.ALL
    order = Order(letter.order) if letter.order else Order.OPEN
    page = await lists.tickets_of(reader.session, reader.person, letter.page, which=which, order=order, words=words)
    return ticket_lists.own_found(reader, page, words) if words else ticket_lists.own(reader, page, which, order)


async def queue(reader: Reader, letter: Show) -> Rendered | None:
    """What nobody has taken."""
    return ticket_lists.queue(reader, await lists.queue(reader.session, reader.person, letter.page))


async def mine(reader: Reader, letter: Show) -> Rendered | None:
    """What the reader has taken."""
    return ticket_lists.mine(reader, await lists.mine(reader.session, reader.person, letter.page))


async def found(reader: Reader, letter: Show) -> Rendered | None:
    """What holds the words of `letter.find`."""
    words = letter.find or ""
    return ticket_lists.found(reader, await lists.found(reader.session, reader.person, words, letter.page), words)
