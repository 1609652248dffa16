"""The notifications of staff: a button for each kind, which shows its next level."""

from bot.features.notifications import buttons
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from desk.outbox import Show
from desk.policy import NotificationLevel, StaffNotification, get_level
from desk.policy.staff_notifications import has_taken_cards, is_receiver

_NEXT = {
    NotificationLevel.SOUND: NotificationLevel.SILENT,
    NotificationLevel.SILENT: NotificationLevel.OFF,
    NotificationLevel.OFF: NotificationLevel.SOUND,
}


async def render_switches(reader: Reader, _letter: Show) -> Rendered | None:
    """Render `/notifications` for staff: each press goes on from sound to silent to off, and to sound again."""
    kinds = [one for one in StaffNotification if is_receiver(reader.person, one)]
    lines = [reader.say_rich("hear-line", news=one.value, how=get_level(reader.person, one).value) for one in kinds]
    kept = has_taken_cards(reader.person)
    lines.append(reader.say_rich("taken-cards-line", kept=int(kept)))
    words = compose.join(
        [reader.say_rich("hear-title"), compose.join_lines(lines), reader.say_rich("hear-always")], "\n\n"
    )
    cards = keyboards.make_button(
        reader.language, "btn-taken-cards", buttons.KeepTakenCards(on=not kept), kept=int(kept)
    )
    own = keyboards.make_button(reader.language, "btn-own-news", buttons.OwnNotifications())
    return Rendered(words, (*keyboards.arrange_rows([_button(reader, one) for one in kinds], 2), (cards,), (own,)))


def _button(reader: Reader, news: StaffNotification) -> RenderedButton:
    how = _NEXT[get_level(reader.person, news)]
    press = buttons.SetLevel(news=news, how=how)
    return keyboards.make_button(reader.language, "btn-hear", press, news=news.value, how=how.value)
