"""Privacy as everybody reads it: what is stored where, the question before an erasure, and the one for consent."""

from sqlalchemy import select

from bot.features.privacy import buttons
from bot.views import Reader, Rendered, compose, keyboards
from db.models import Erasure
from desk.i18n import formats
from desk.outbox import Show, Slot
from desk.policy import permissions
from desk.privacy.facts import list_facts


async def render_policy(reader: Reader, _letter: Show) -> Rendered:
    """Render the policy: the text of the desk, and what follows from what is switched on."""
    facts = await list_facts(reader.session, reader.settings)
    lines = [reader.say_rich(one.key, **one.make_args(reader.language)) for one in facts]
    words = compose.join(
        [
            reader.say_rich("privacy-title"),
            reader.say_rich("privacy-text"),
            compose.join_lines(lines),
            reader.say_rich("privacy-rights"),
        ],
        "\n\n",
    )
    data = keyboards.make_button(reader.language, "btn-mydata", buttons.SendData())
    forget = keyboards.make_button(reader.language, "btn-forget-ask", buttons.AskToForget())
    return Rendered(words, ((data,),) if permissions.is_staff(reader.person) else ((data, forget),))


async def render_forget(reader: Reader, _letter: Show) -> Rendered:
    """Render what an erasure does, with a button; of one that waits until when it can be called off."""
    if permissions.is_staff(reader.person):
        return Rendered(reader.say_rich("erase-team", name=reader.person.name))
    mine = select(Erasure).where(Erasure.person_id == reader.person.id, Erasure.withdrawn_at.is_(None))
    found = await reader.session.scalar(mine.where(Erasure.done_at.is_(None)))
    if found is None:
        pause = formats.format_duration(reader.language, reader.settings.privacy.pause)
        press = keyboards.make_button(reader.language, "btn-forget", buttons.Forget())
        at_once = int(not reader.settings.privacy.pause)
        return Rendered(reader.say_rich("forget-ask", pause=pause, now=at_once), ((press,),))
    if found.told_at is not None or found.due_at is None:
        return Rendered(reader.say_rich("erasure-goodbye"))
    keep = keyboards.make_main_button(reader.language, "btn-forget-keep", buttons.KeepData())
    by_other = int(found.asked_by != reader.person.id)
    return Rendered(reader.say_rich("forget-waits", at=reader.format_instant(found.due_at), other=by_other), ((keep,),))


async def render_consent(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for consent; once given, a line that says so."""
    version = Slot.parse(letter.slot).number
    if (reader.person.consent_version or 0) >= version:
        return Rendered(reader.say_rich("consent-given"))
    if version != reader.settings.privacy.consent:
        return Rendered(reader.say_rich("consent-outdated"))
    press = keyboards.make_main_button(reader.language, "btn-consent", buttons.Consent(version=version))
    return Rendered(reader.say_rich("consent-ask"), ((press,),))
