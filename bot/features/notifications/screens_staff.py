"""How a member of staff hears each kind of news: a switch each, with what stands now."""

from bot.features.notifications import buttons as own_callbacks
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from desk.outbox import Show
from desk.policy import Hearing, StaffNews, hearing
from desk.policy.staff_notifications import ADMINS_NEWS

_NEXT = {Hearing.SOUND: Hearing.SILENT, Hearing.SILENT: Hearing.OFF, Hearing.OFF: Hearing.SOUND}


async def switches(reader: Reader, _letter: Show) -> Rendered | None:
    """`/notifications` of staff: a press goes from sound to silent to off and round."""
    kinds = [one for one in StaffNews if reader.is_admin or one not in ADMINS_NEWS]
    lines = [reader.words("hear-line", news=one.value, how=hearing(reader.person, one).value) for one in kinds]
    words = compose.joined([reader.words("hear-title"), compose.lines(lines), reader.words("hear-always")], "\n\n")
    own = keyboards.button(reader.language, "btn-own-news", own_callbacks.OwnNews())
    return Rendered(words, (*keyboards.rows([_button(reader, one) for one in kinds], 2), (own,)))


def _button(reader: Reader, news: StaffNews) -> RenderedButton:
    how = _NEXT[hearing(reader.person, news)]
    press = own_callbacks.Hear(news=news, how=how)
    return keyboards.button(reader.language, "btn-hear", press, news=news.value, how=how.value)
