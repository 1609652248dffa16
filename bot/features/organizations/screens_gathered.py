"""Screens of a registration in words: the answers gathered for who decides, and notices about an organization."""

from bot.features.ticket import buttons as ticket_buttons
from bot.views import Reader, Rendered, compose, keyboards
from desk.outbox import Show
from desk.policy.member_notices import NEW_LINE, MemberNotice, get_told_status, has_notice
from desk.queries import clients
from desk.queries.clients import ClientDigestLine, ClientNotice
from desk.text import RichText

_NEW = "new"
_MOST_LINES = 20
_MOST_OPENED = 10


async def render_notice(reader: Reader, letter: Show) -> Rendered | None:
    """Render a notice; None if the reader is no member any more, has switched it off, or it is no longer true."""
    found = await _load(reader, letter.number)
    told = letter.find or _NEW
    kind = MemberNotice.NEW if told == _NEW else MemberNotice.STATUS
    if found is None or not has_notice(found.membership, kind):
        return None
    if kind is MemberNotice.STATUS and told != get_told_status(found.status):
        return None
    press = ticket_buttons.Open(number=found.number)
    rows = ((reader.make_button("btn-open", press),),) if found.opens else ()
    words = reader.say_rich("member-notice", step=told, organization=found.organization)
    return Rendered(compose.join_lines([words, _describe(reader, found)]), rows)


async def _load(reader: Reader, number: int) -> ClientNotice | None:
    if not reader.settings.organizations.enabled:
        return None
    return await clients.load_notice(reader.session, reader.person, number)


def _describe(reader: Reader, one: ClientNotice) -> RichText:
    named = reader.say_rich("member-request", number=one.number, subject=one.subject.say_in(reader.language))
    return compose.join_dotted([named, one.requester, one.outlet])


async def render_gathered(reader: Reader, last_id: int) -> Rendered | None:
    """Render the notices of a day, which follow those of one's own requests; None if there are none."""
    if not reader.settings.organizations.enabled:
        return None
    lines = await clients.load_digest_lines(reader.session, reader.person, last_id)
    if not lines:
        return None
    said = [_line(reader, line) for line in lines[-_MOST_LINES:]]
    more = len(lines) - len(said)
    cut = reader.say_rich("card-more-lines", n=more) if more else RichText()
    opened = list(dict.fromkeys(line.notice.number for line in lines if line.notice.opens))[-_MOST_OPENED:]
    buttons = [reader.make_button("btn-number", ticket_buttons.Open(number=n), number=n) for n in opened]
    return Rendered(
        compose.join_lines([reader.say_rich("member-digest-title"), cut, *said]), keyboards.arrange_rows(buttons, 5)
    )


def _line(reader: Reader, line: ClientDigestLine) -> RichText:
    step = _NEW if line.key == NEW_LINE else str(line.args["status"])
    said = reader.say_rich("member-line", organization=line.notice.organization, step=step)
    return RichText("• ") + compose.join_dotted([said, _describe(reader, line.notice)])
