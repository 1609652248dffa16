"""Show the answers that a request got, and the past requests that an automatic answer would have answered."""

from bot.features.administration.buttons import AdminRow
from bot.features.suggestions import buttons
from bot.views import Reader, Rendered, Style, compose
from desk.outbox import Show
from desk.queries.ticket_card import TicketCard
from desk.suggestions import offering, preset_list
from desk.suggestions.preset_hits import PresetHits
from desk.text import RichText, shorten_line

_ON_A_CARD = 60  # characters of a question, and of an answer


def format_intake_on_card(ticket: TicketCard) -> RichText:
    """Return the answers, shortened for a card."""
    return compose.join_lines(
        _line_of_intake(shorten_line(one.label, _ON_A_CARD), shorten_line(one.value, _ON_A_CARD))
        for one in ticket.staff.form
    )


def format_intake_lines(ticket: TicketCard) -> RichText:
    """Return the answers, a line each."""
    return compose.join_lines(_line_of_intake(one.label, one.value) for one in ticket.staff.form)


def _line_of_intake(label: str, value: str) -> RichText:
    return RichText(label).with_style("italic") + RichText(" ") + compose.make_bold(value)


async def format_for_staff(reader: Reader, card: TicketCard) -> RichText:
    """Return what was suggested to the requester."""
    if not card.offered:
        return RichText()
    title = await offering.find_preset_title(reader.session, card.id)
    if title is not None:
        return reader.say_rich("card-answered", title=title)
    known = await offering.list_offers(reader.session, card.id, reader.language)
    return reader.say_rich("card-offered", titles="; ".join(one.title for one in known)) if known else RichText()


_QUOTED = 120  # characters of a message that is shown


async def render_check(reader: Reader, letter: Show) -> Rendered | None:
    """Render the past requests it would have answered; Publish if they are not too many."""
    key = int(letter.find or "0")
    found, one = (
        await preset_list.check_preset(reader.session, key),
        await preset_list.load_preset(reader.session, key),
    )
    row = AdminRow(noun="presets", key=str(key), page=1)
    back = reader.make_button("btn-admin-back", row)
    if found is None or one is None:
        return Rendered(reader.say_rich("preset-gone"))
    if found.hits is None:
        lacks = found.lacks
        said = reader.say_rich(lacks.key, **lacks.args_) if lacks is not None else RichText()
        return Rendered(said, ((back,),))
    if found.hits.too_many:
        wide = reader.say_rich("preset-too-wide", n=found.hits.count, of=found.hits.of)
        return Rendered(compose.join([wide, _hits(reader, found.hits)], "\n\n"), ((back,),))
    publish = buttons.PresetPublish(preset=key, version=one.version)
    main = reader.make_button("btn-preset-publish", publish, style=Style.SUCCESS)
    title = reader.say_rich("preset-hits", title=one.line.title, n=found.hits.count, of=found.hits.of)
    return Rendered(compose.join([title, _hits(reader, found.hits)], "\n\n"), ((main, back),))


def _hits(reader: Reader, found: PresetHits) -> RichText:
    return compose.join_lines([_hit(reader, number, body) for number, body in found.some])


def _hit(reader: Reader, number: int, body: str) -> RichText:
    return reader.say_rich("preset-hit", number=number, words=shorten_line(" ".join(body.split()), _QUOTED))
