"""Privacy in the bot: what is kept of people, their data as a file, erasing it, and consent before a first request.

Declares the feature "privacy" to the core of the bot.
"""

from collections.abc import Sequence
from dataclasses import replace

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from sqlalchemy import select

from bot.content import read_message
from bot.feature import Command, Feature, ViewSpec
from bot.features.integrations.feature import post_links
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import Id, Press, handle_presses
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from db.models import Erasure, Role
from desk import Desk
from desk.groups import intake
from desk.i18n import formats
from desk.inbound import reply_target
from desk.outbox import Show
from desk.people.chat_ids import is_own_chat
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.privacy import erasures, person_file
from desk.privacy.erasures import FoundPerson
from desk.privacy.person_file import list_facts
from desk.requests import consent
from desk.text import RichText


class SendData(CallbackData, prefix="mydata"):
    """Send everything about the person as a file."""


class AskToForget(CallbackData, prefix="forgetask"):
    """Ask whether everything about the person is to be erased."""


class Forget(CallbackData, prefix="forget"):
    """Have everything about the person erased."""


class KeepData(CallbackData, prefix="forgetnot"):
    """Call the erasure off."""


class Consent(CallbackData, prefix="consent"):
    """Agree to a version of the terms."""

    version: Id


class ErasePerson(CallbackData, prefix="erase"):
    """Have everything about a requester erased, with the pause or at once."""

    person: Id
    at_once: int


class EraseWhom(CallbackData, prefix="erasewhom"):
    """Choose one of several people of a name."""

    person: Id


class KeepPerson(CallbackData, prefix="erasenot"):
    """Call the erasure of a requester off."""

    person: Id


async def _render_person(reader: Reader, letter: Show) -> Rendered:
    """Render whose data is to be erased, with buttons; of an erasure that waits one that calls it off. Several people
    of a name are a line each."""
    if letter.find:
        return await _render_namesakes(reader, letter.find)
    found = await erasures.load_person(reader.session, letter.number)
    if found is None:
        return Rendered(reader.say_rich("erase-nobody"))
    language = reader.language
    now = reader.make_button("btn-erase-now", ErasePerson(person=found.id, at_once=1))
    if found.open is not None:
        words = reader.say_rich(
            "erase-waits", name=found.name, at=reader.format_instant(found.open.due_at or found.open.asked_at)
        )
        keep = reader.make_button("btn-erase-keep", KeepPerson(person=found.id))
        return _with_others(reader, found, words, (keep, now) if found.open.told_at is None else ())
    pause = reader.settings.privacy.pause
    words = reader.say_rich("erase-ask", name=found.name, n=found.requests, where=_say_where(reader, found))
    length = formats.format_duration(language, pause)
    later = reader.make_button("btn-erase-later", ErasePerson(person=found.id, at_once=0), pause=length)
    return _with_others(reader, found, words, (later, now) if pause else (now,))


def _with_others(reader: Reader, found: FoundPerson, words: RichText, buttons: tuple[RenderedButton, ...]) -> Rendered:
    """Render whom else the address stands for below the question, with a press for each."""
    if not found.others:
        return Rendered(words, (buttons,) if buttons else ())
    lines, choices = _list_people(reader, found.others)
    same = reader.say_rich("erase-same", address=found.address or "")
    rows = (buttons, *keyboards.arrange_rows(choices, 4)) if buttons else keyboards.arrange_rows(choices, 4)
    return Rendered(compose.join([words, compose.join_lines([same, *lines])], "\n\n"), rows)


async def _render_namesakes(reader: Reader, name: str) -> Rendered:
    """Render the people of a name or address, a line each with where they write, and a button for each."""
    lines, buttons = _list_people(reader, await erasures.list_called(reader.session, name))
    title = reader.say_rich("erase-several", name=name)
    return Rendered(compose.join_lines([title, *lines]), keyboards.arrange_rows(buttons, 4))


def _list_people(reader: Reader, people: Sequence[FoundPerson]) -> tuple[list[RichText], list[RenderedButton]]:
    lines, buttons = list[RichText](), list[RenderedButton]()
    for at, one in enumerate(people, 1):
        where = _say_where(reader, one)
        lines.append(reader.say_rich("erase-one", at=at, name=one.name, where=where, n=one.requests))
        buttons.append(reader.make_button("btn-erase-one", EraseWhom(person=one.id), at=at))
    return lines, buttons


def _say_where(reader: Reader, one: FoundPerson) -> str:
    elsewhere = "other" if one.address is None else "mail" if one.is_proven else "claimed"
    kind = ("both" if one.owners else "bot") if one.is_in_bot else "account" if one.owners else elsewhere
    return reader.say("erase-where", kind=kind, owners=", ".join(one.owners), address=one.address or "")


async def _render_erasures(reader: Reader, _letter: Show) -> Rendered:
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
    if one.done_at is None:
        return head
    copies = [reader.say_rich("erasure-copies", n=one.copies)] if one.copies is not None else []
    rest = [reader.say_rich("erasure-unreached"), *left] if left else [reader.say_rich("erasure-clean")]
    return compose.join_lines([head, *copies, *rest])


async def _render_policy(reader: Reader, _letter: Show) -> Rendered:
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
    data = reader.make_button("btn-mydata", SendData())
    forget = reader.make_button("btn-forget-ask", AskToForget())
    return Rendered(words, ((data,),) if permissions.is_staff(reader.person) else ((data, forget),))


async def _render_forget(reader: Reader, _letter: Show) -> Rendered:
    """Render what an erasure does, with a button; of one that waits until when it can be called off."""
    if permissions.is_staff(reader.person):
        return Rendered(reader.say_rich("erase-team", name=reader.person.name))
    mine = select(Erasure).where(Erasure.person_id == reader.person.id, Erasure.withdrawn_at.is_(None))
    found = await reader.session.scalar(mine.where(Erasure.done_at.is_(None)))
    if found is None:
        pause = formats.format_duration(reader.language, reader.settings.privacy.pause)
        press = reader.make_button("btn-forget", Forget())
        at_once = int(not reader.settings.privacy.pause)
        return Rendered(reader.say_rich("forget-ask", pause=pause, now=at_once), ((press,),))
    if found.told_at is not None or found.due_at is None:
        return Rendered(reader.say_rich("erasure-goodbye"))
    keep = reader.make_main_button("btn-forget-keep", KeepData())
    by_other = int(found.asked_by != reader.person.id)
    return Rendered(reader.say_rich("forget-waits", at=reader.format_instant(found.due_at), other=by_other), ((keep,),))


async def _render_consent(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for consent; once given, a line that says so."""
    version = letter.number
    if (reader.person.consent_version or 0) >= version:
        return Rendered(reader.say_rich("consent-given"))
    if version != reader.settings.privacy.consent:
        return Rendered(reader.say_rich("consent-outdated"))
    press = reader.make_main_button("btn-consent", Consent(version=version))
    is_elsewhere = is_own_chat(reader.person.telegram_id)  # a command is only words there
    return Rendered(
        reader.say_rich("consent-ask", bot=(is_elsewhere and reader.settings.groups.username) or "none"), ((press,),)
    )


def _make_admin_router() -> Router:
    """Return a fresh router of these buttons."""
    made = StaffRouter(name="privacy_of_others")
    handle_presses(made, erase_person, _choose_person, _keep_person)
    return made


async def _show_person(desk: Desk, command: TypedCommand) -> None:
    """Ask before the data of the named person is erased; without a name list the erasures."""
    await desk.require_grant(Grant.PRIVACY)
    if command.number is None and not command.words.text.strip():
        respond.post_letter(desk, Show("erasures", slot="erasures", fresh=True))
        return
    said = command.words.text.strip()
    found = await erasures.find_people(desk, said, command.number)
    one = Show("erase", slot=f"erase:{found[0]}", fresh=True)
    respond.post_letter(desk, one if len(found) == 1 else Show("erase", slot="erase:0", fresh=True, find=said))


async def _choose_person(_query: CallbackQuery, callback_data: EraseWhom, desk: Desk, pressed: PressedMessage) -> None:
    """Ask before the data of this person is erased."""
    pressed.require_view("erase")
    await desk.require_grant(Grant.PRIVACY)
    respond.post_letter(desk, Show("erase", slot=f"erase:{callback_data.person}", fresh=True))


async def erase_person(
    _query: CallbackQuery, callback_data: ErasePerson, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Begin the pause, or erase at once. Under a question that named fewer requests, ask again."""
    pressed.require_view("erase")
    is_old = pressed.sent_at is not None and await erasures.has_more(desk, callback_data.person, pressed.sent_at)
    if is_old:
        press.show_alert("press-outdated")
    else:
        await erasures.ask_for(desk, callback_data.person, at_once=bool(callback_data.at_once))
    respond.post_letter(desk, Show("erase", slot=f"erase:{callback_data.person}", fresh=is_old))


async def _keep_person(
    _query: CallbackQuery, callback_data: KeepPerson, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Call it off."""
    pressed.require_view("erase")
    press.say("forget-kept" if await erasures.withdraw_for(desk, callback_data.person) else "forget-too-late")
    respond.post_letter(desk, Show("erase", slot=f"erase:{callback_data.person}"))


_FORGET = "forget"


def make_router() -> Router:
    """Return a fresh router of these commands and buttons."""
    made = Router(name="privacy")
    made.message.register(_show_policy, CommandFilter("privacy"))
    on = made.callback_query.register
    on(_send_data_pressed, SendData.filter())
    on(_ask_to_forget, AskToForget.filter())
    on(forget, Forget.filter())
    on(_keep_data, KeepData.filter())
    handle_presses(made, _accept_terms)
    return made


async def _show_policy(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Show what is kept of people; `/privacy data` sends it, `forget` erases it, `links` lists linked integrations;
    `/privacy erase @name` erases the data of somebody else."""
    said, _, rest = command.words.text.strip().partition(" ")
    word = said.casefold()
    if word in _ERASE and permissions.is_staff(desk.require_actor()):
        await _show_person(desk, replace(command, words=RichText(rest.strip())))
    elif word in _DOES and not rest:
        await _DOES[word](message, desk)
    elif word:
        respond.post_line(desk, "usage-privacy")
    else:
        respond.post_letter(desk, Show("privacy", slot="privacy", fresh=True))


async def _send_data(_message: Message, desk: Desk) -> None:
    """Have the file with everything about the person made."""
    made = await person_file.request_data(desk)
    respond.post_line(desk, "mydata-begun" if made else "mydata-under-way")


async def _send_data_pressed(_query: CallbackQuery, desk: Desk, press: Press) -> None:
    """Do the same for a press."""
    made = await person_file.request_data(desk)
    press.say("mydata-begun" if made else "mydata-under-way")


async def _show_forget(message: Message, desk: Desk) -> None:
    """Ask before anything is erased; show until when it can be called off. One of the team who replies to words of a
    requester has that requester asked."""
    is_of_staff = message.reply_to_message is not None and permissions.is_staff(desk.require_actor())
    said = read_message(message, now=desk.now)
    number = await reply_target.find_number(desk, said) if is_of_staff else None
    if number is not None:
        await respond.require_staff_ticket_id(desk, number)
        asked = await erasures.offer_erasure(desk, number)
        if not respond.mark_done(desk, changed=True):
            respond.post_line(desk, "forget-asked", name=asked.name)
        return
    respond.post_letter(desk, Show("forget", slot=_FORGET, fresh=True))


async def _list_links(_message: Message, desk: Desk) -> None:
    await post_links(desk)


_ERASE = frozenset({"erase", "стереть"})
_DOES = {
    "data": _send_data, "данные": _send_data, "forget": _show_forget, "забыть": _show_forget, "links": _list_links,
    "связи": _list_links,
}  # fmt: skip


async def _ask_to_forget(_query: CallbackQuery, desk: Desk) -> None:
    """Ask as a new message; members of the team are refused."""
    erasures.require_no_team(desk.require_actor())
    respond.post_letter(desk, Show("forget", slot=_FORGET, fresh=True))


async def forget(_query: CallbackQuery, desk: Desk, pressed: PressedMessage) -> None:
    """Begin the pause after which everything is erased."""
    pressed.require_view(_FORGET)
    await erasures.ask_for_own(desk)
    respond.post_letter(desk, Show("forget", slot=_FORGET))


async def _keep_data(_query: CallbackQuery, desk: Desk, pressed: PressedMessage, press: Press) -> None:
    """Call it off."""
    pressed.require_view(_FORGET)
    press.say("forget-kept" if await erasures.withdraw_own(desk) else "forget-too-late")
    respond.post_letter(desk, Show("forget", slot=_FORGET))


async def _accept_terms(_query: CallbackQuery, callback_data: Consent, desk: Desk, press: Press) -> None:
    """Store the consent and send what waited for it."""
    number = await consent.give_consent(desk, callback_data.version)
    if number is not None:
        await intake.confirm_agreed(desk, number)
    press.say("consent-given" if number is not None else "consent-noted")
    respond.post_letter(desk, Show("consent", slot=f"consent:{callback_data.version}"))


FEATURE = Feature(
    name="privacy",
    routers=(make_router, _make_admin_router),
    views={
        "privacy": ViewSpec(_render_policy),
        "forget": ViewSpec(_render_forget),
        "consent": ViewSpec(_render_consent),
        "erase": ViewSpec(_render_person, Role.AGENT, grant=Grant.PRIVACY),
        "erasures": ViewSpec(_render_erasures, Role.AGENT, grant=Grant.PRIVACY),
    },
    commands=(
        Command("privacy", grave=True, former=("mydata data", "forgetme forget", "unlink links", "erase erase")),
    ),
)
