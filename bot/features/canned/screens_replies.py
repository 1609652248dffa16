"""`/replies`: the canned replies of the reader, one of them, and the question for its text."""

from functools import partial

from bot.features.canned import buttons as canned_buttons
from bot.views import CLIP, Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page
from desk.canned import replies, reply_by_key
from desk.canned.replies import CannedInfo
from desk.canned.reply_keys import MARK
from desk.conversation.new_entry import IncomingFile
from desk.outbox import Show, Slot
from desk.policy.grants import Grant
from desk.text import RichText, shorten_line

_A_PAGE = 6
_LINE = 80  # characters of a text in a list


async def render_replies(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of canned replies, or the one that `letter.find` names by id."""
    if letter.find:
        one = await replies.find_visible(reader.session, int(letter.find), reader.person)
        return None if one is None else _one(reader, one)
    known = await replies.list_visible(reader.session, reader.person)
    to_add = [_asking(reader, "btn-reply-own", canned_buttons.NewReply.OWN)]
    if reader.may(Grant.PUBLISH):
        to_add.append(_asking(reader, "btn-reply-desk", canned_buttons.NewReply.DESK))
    if not known:
        return Rendered(reader.say_rich("replies-none"), (tuple(to_add),))
    listed = cut_shown_page(reader, known, letter.page, _A_PAGE, lambda to: canned_buttons.RepliesPage(page=to))
    opening = [_key_button(reader, one, canned_buttons.ReplyShown(canned=one.id)) for one in listed.shown]
    title = compose.join_dotted([reader.say_rich("replies-title"), listed.said])
    words = compose.join_lines([title, *(_line(reader, one) for one in listed.shown)])
    return Rendered(words, (*keyboards.arrange_rows(opening, 3), *listed.turning, tuple(to_add)))


async def render_choices(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of canned replies for the ticket that the slot names."""
    number = Slot.parse(letter.slot).number
    ticket_id = await reader.find_ticket_id(number)
    if ticket_id is None:
        return None
    known = await replies.list_visible(reader.session, reader.person)
    if not known:
        return Rendered(reader.say_rich("replies-none"), ticket_id=ticket_id)
    turn = partial(canned_buttons.CannedPage, number=number)
    listed = cut_shown_page(reader, known, letter.page, _A_PAGE, lambda to: turn(page=to))
    reply_with = partial(canned_buttons.ReplyWith, number=number)
    choices = [_key_button(reader, one, reply_with(canned=one.id)) for one in listed.shown]
    title = reader.say_rich("canned-choose", number=number)
    words = compose.join_lines([title, *(_line(reader, one) for one in listed.shown)])
    return Rendered(words, (*keyboards.arrange_rows(choices, 3), *listed.turning), ticket_id=ticket_id)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for the text of a canned reply."""
    which = Slot.parse(letter.slot).key
    if which in (reply_by_key.OWN, reply_by_key.DESK):
        return Rendered(reader.say_rich("reply-ask-new", own=which))
    one = await replies.find_visible(reader.session, int(which), reader.person)
    return None if one is None else Rendered(reader.say_rich("reply-ask-text", word=one.key))


def list_files(reader: Reader, attached: tuple[IncomingFile, ...]) -> str:
    """Return “📎 2”, or nothing if no files are attached."""
    return reader.say("canned-files", clip=CLIP, n=len(attached)) if attached else ""


def _line(reader: Reader, one: CannedInfo) -> RichText:
    key = RichText(f"{MARK}{one.key}").with_style("code")
    return compose.join_dotted(
        [key, reader.say("canned-own") if one.own else "", _text(one), list_files(reader, one.files)]
    )


def _text(one: CannedInfo) -> str:
    return shorten_line(one.words.text, _LINE)


def _one(reader: Reader, one: CannedInfo) -> Rendered:
    whose = reader.say("canned-own" if one.own else "canned-desk")
    head = compose.join_dotted(
        [RichText(f"{MARK}{one.key}").with_style("code"), whose, reader.say("canned-uses", n=one.uses)]
    )
    if one.removed:
        back = keyboards.make_button(reader.language, "btn-reply-back", canned_buttons.ReplyBack(canned=one.id))
        buttons: tuple[Row, ...] = ((back,),) if _may_change(reader, one) else ()
        return Rendered(reader.say_rich("canned-removed", word=one.key), buttons)
    said = compose.join_lines([compose.quote_text(one.words), list_files(reader, one.files)])
    return Rendered(compose.join([head, said], "\n\n"), _changing(reader, one))


def _changing(reader: Reader, one: CannedInfo) -> tuple[Row, ...]:
    all_of_them = keyboards.make_button(reader.language, "btn-replies", canned_buttons.RepliesPage(page=1))
    if not _may_change(reader, one):
        return ((all_of_them,),)
    remove = keyboards.make_button(reader.language, "btn-reply-remove", canned_buttons.ReplyRemove(canned=one.id))
    return ((_asking(reader, "btn-reply-text", one.id), remove), (all_of_them,))


def _may_change(reader: Reader, one: CannedInfo) -> bool:
    return one.own or reader.may(Grant.PUBLISH)


def _asking(reader: Reader, label: str, which: int | canned_buttons.NewReply) -> RenderedButton:
    return keyboards.make_button(reader.language, label, canned_buttons.ReplyAsked(which=which))


def _key_button(
    reader: Reader, one: CannedInfo, press: canned_buttons.ReplyShown | canned_buttons.ReplyWith
) -> RenderedButton:
    return keyboards.make_button(reader.language, "btn-canned-key", press, word=one.key)
