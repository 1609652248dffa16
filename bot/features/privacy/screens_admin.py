"""Erasures as admins see them: the question before one, and the list with what could not be reached."""

from bot.features.privacy import buttons
from bot.views import Reader, Rendered, compose, keyboards
from db.models import Erasure
from desk.i18n import formats
from desk.outbox import Show, Slot
from desk.privacy import erasures
from desk.text import RichText


async def render_person(reader: Reader, letter: Show) -> Rendered:
    """Render whose data is to be erased, with buttons; of an erasure that waits one that calls it off."""
    found = await erasures.load_person(reader.session, Slot.parse(letter.slot).number)
    if found is None:
        return Rendered(reader.say_rich("erase-nobody"))
    language = reader.language
    if found.open is not None:
        words = reader.say_rich("erase-waits", name=found.name, at=_when(reader, found.open))
        keep = keyboards.make_button(language, "btn-erase-keep", buttons.KeepPerson(person=found.id))
        return Rendered(words, ((keep,),) if found.open.told_at is None else ())
    pause = reader.settings.privacy.pause
    words = reader.say_rich("erase-ask", name=found.name, n=found.requests)
    length = formats.format_duration(language, pause)
    later = keyboards.make_button(
        language, "btn-erase-later", buttons.ErasePerson(person=found.id, at_once=0), pause=length
    )
    now = keyboards.make_button(language, "btn-erase-now", buttons.ErasePerson(person=found.id, at_once=1))
    return Rendered(words, ((later, now),) if pause else ((now,),))


def _when(reader: Reader, one: Erasure) -> RichText:
    return reader.format_instant(one.due_at or one.asked_at)


async def render_erasures(reader: Reader, _letter: Show) -> Rendered:
    """Render the newest erasures."""
    found = await erasures.list_erasures(reader.session)
    lines = [_line(reader, one) for one in found] or [reader.say_rich("erasures-none")]
    title = reader.say_rich("erasures-title")
    return Rendered(compose.clip_text(compose.join([title, *lines], "\n\n"), 4000))


def _line(reader: Reader, one: Erasure) -> RichText:
    state = "withdrawn" if one.withdrawn_at else "done" if one.done_at else "runs" if one.told_at else "waits"
    at = one.withdrawn_at or one.done_at or one.erased_at or one.due_at or one.asked_at
    head = reader.say_rich("erasure-line", id=one.id, state=state, at=reader.format_instant(at))
    left = [
        reader.say_rich("erasure-left", where=where, n=count) for where, count in sorted((one.unreached or {}).items())
    ]
    if one.done_at is None or not left:
        return compose.join_lines([head, reader.say_rich("erasure-clean")] if one.done_at else [head])
    return compose.join_lines([head, reader.say_rich("erasure-unreached"), *left])
