"""Articles under a receipt while the request has no agent, and the line that tells agents about them."""

from bot.features.suggestions import buttons
from bot.views import Reader, RenderedButton, Row, keyboards
from desk.queries.ticket_card import TicketCard
from desk.suggestions import offering
from desk.text import RichText, shorten_line

_FEWER = 1


async def make_suggestion_part(
    reader: Reader, card: TicketCard, *, fewer: bool = False
) -> tuple[RichText, tuple[Row, ...]] | None:
    """Return the line and the buttons, `fewer` if a known problem is shown too; None if nothing is suggested (any
    more)."""
    if not card.offered or not card.offers_open:
        return None
    if card.calls_at is not None:
        return RichText(), ()
    known = await offering.list_offers(reader.session, card.id, reader.language)
    helped = keyboards.make_button(reader.language, "btn-helped", buttons.Helped(number=card.number))
    if not known:
        return RichText(), ((helped,),)
    known = known[:_FEWER] if fewer else known
    articles = tuple((_article(one),) for one in known)
    return reader.say_rich("receipt-offered", n=len(known)), (*articles, (helped,))


async def format_for_staff(reader: Reader, card: TicketCard) -> RichText:
    """Return what was suggested to the requester."""
    if not card.offered:
        return RichText()
    title = await offering.find_preset_title(reader.session, card.id)
    if title is not None:
        return reader.say_rich("card-answered", title=title)
    known = await offering.list_offers(reader.session, card.id, reader.language)
    return reader.say_rich("card-offered", titles="; ".join(one.title for one in known)) if known else RichText()


def _article(one: offering.OfferLine) -> RenderedButton:
    return RenderedButton(shorten_line(one.title, keyboards.LABEL), buttons.OfferRead(offer=one.id).pack())
