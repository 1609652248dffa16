"""Gives an automatic answer at once to a requester whose question it fits; the broadcast then waits for them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Entry,
    EntryFile,
    EntryKind,
    Person,
    PresetAnswer,
    PresetState,
    QuestionKind,
    Suggestion,
    any_of,
)
from desk import Desk, Locked, Outdated, TicketResult
from desk.canned import placeholders
from desk.canned.placeholders import Placeholder
from desk.conversation import entries, writing
from desk.conversation.new_entry import NewEntry
from desk.i18n import choose_language, say
from desk.policy import Verb, permissions
from desk.policy.followers import NewWords
from desk.questions import clarifying_questions
from desk.sla.work_calendar import CRITICAL
from desk.suggestions import eligibility
from desk.suggestions.preset_fit import choose_preset
from desk.suggestions.preset_hits import stem_requests
from desk.suggestions.presets import read_stems
from desk.text import RichText, list_content
from desk.tickets import intake_questions, self_service
from desk.tickets.self_service import OfferOutcome


async def give_preset(desk: Desk, ticket: Locked) -> bool:
    """Answer the request if an automatic answer fits that its requester has not had yet; return False if none does."""
    requester = await desk.get_requester(ticket)
    if not _may_be_answered(ticket, requester) or not await clarifying_questions.can_ask(
        desk.session, ticket, QuestionKind.PRESET
    ):
        return False
    said = await _read_request(desk.session, ticket)
    if not said or not eligibility.can_offer(said):
        return False
    fitting = await _fitting(desk.session, said, requester)
    if fitting is None:
        return False
    await _give(desk, ticket, requester, *fitting)
    return True


def _may_be_answered(ticket: Locked, requester: Person) -> bool:
    calm = ticket.priority != CRITICAL and ticket.cannot_wait_at is None and ticket.escalated_at is None
    known = ticket.known_problem_id is not None  # its text is the answer
    return calm and not known and ticket.is_unanswered and not permissions.is_staff(requester)


async def _read_request(session: AsyncSession, ticket: Locked) -> str:
    """Return the text of a request of words alone, without openers; "" if it replies to something or has more."""
    spoken = select(Entry).where(
        Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None)
    )
    found = list(await session.scalars(spoken.order_by(Entry.id)))
    files = select(EntryFile.id).where(any_of(EntryFile.entry_id, [one.id for one in found])).limit(1)
    if not all(_asks_by_itself(one) for one in found) or await session.scalar(files) is not None:
        return ""
    return "\n".join(list_content([one.body for one in found]))


def _asks_by_itself(entry: Entry) -> bool:
    """Return True if the requester wrote the entry, and not in reply to anything."""
    straight = entry.said_message_id is not None and entry.question_id is None and entry.content_line is None
    return straight and entry.answers_id is None and entry.quote is None


async def _fitting(session: AsyncSession, said: str, requester: Person) -> tuple[int, float] | None:
    had = select(Suggestion.preset_id).where(Suggestion.person_id == requester.id, Suggestion.preset_id.is_not(None))
    others = select(PresetAnswer.id, PresetAnswer.published).where(
        PresetAnswer.state == PresetState.PUBLISHED, PresetAnswer.id.not_in(had)
    )
    presets = [read_stems(key, published) for key, published in await session.execute(others)]
    return choose_preset((await stem_requests(session, [said]))[0], presets) if presets else None


async def _give(desk: Desk, ticket: Locked, requester: Person, preset_id: int, score: float) -> None:
    preset = await desk.session.get_one(PresetAnswer, preset_id)
    words = _fill_text(
        preset.published or {}, choose_language(requester, desk.rules.locale), requester.name, ticket.number
    )
    entry = await _note(desk, ticket, words)
    offer = Suggestion(
        ticket_id=ticket.id, person_id=requester.id, preset_id=preset_id, entry_id=entry.id, position=1, score=score,
        shown_at=desk.now,
    )  # fmt: skip
    desk.session.add(offer)
    await desk.session.flush()
    ticket.offered, ticket.broadcast_due_at = [offer.id], desk.now + desk.rules.requests.question
    await intake_questions.ask_question(
        desk, ticket, QuestionKind.PRESET, data={"text": words.text, "entities": words.dump()}
    )
    await desk.publish(ticket)


def _fill_text(published: dict[str, Any], language: str, name: str, number: int) -> RichText:
    """Return the text for a person and their request: in their language, or in the one it has."""
    texts = published["texts"]
    said = texts[language] if language in texts else next(iter(texts.values()))
    values = {Placeholder.NAME: placeholders.shorten_name(name), Placeholder.NUMBER: f"#{number}"}
    return placeholders.fill_placeholders(RichText.load(said["text"], said["entities"]), values)


async def _note(desk: Desk, ticket: Locked, words: RichText) -> Entry:
    """Write the note by which staff see the answer in the thread and on the board, where it counts as no reply."""
    entry = await entries.write_entry(
        desk.session, ticket, EntryKind.NOTE, NewEntry(words), author_id=None,
        author_name=say(desk.rules.locale, "preset-by"), origin=desk.origin, now=desk.now, bot_id=desk.rules.bot_id,
    )  # fmt: skip
    await writing.tell_words(desk, ticket, entry, NewWords.OFFERED)
    return entry


async def call_person(desk: Desk, number: int) -> TicketResult:
    """Send the broadcast, as the requester wants a person. Raises Outdated if it does not wait."""
    async with desk.change(number, Verb.NEED_PERSON) as ticket:
        if not ticket.is_waiting_on_preset:
            raise Outdated(number)
        await self_service.alert_agents(desk, ticket, OfferOutcome.PERSON)
    return await desk.make_result(ticket)
