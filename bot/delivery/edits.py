"""Updates existing messages: edits, deletes or replaces them."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.methods import DeleteMessage

from bot.api import failures
from bot.api.client import RateLimitedApi
from bot.delivery import methods
from bot.delivery.message_parts import MessagePart, Piece
from bot.delivery.methods import can_swap_media
from bot.delivery.new_messages import NewMessages
from bot.delivery.planner import SendPlan, is_only_edit
from bot.delivery.result import DeliveryResult
from bot.views import Rendered
from db.models import Message
from db.queue import ClaimedJob, Done
from desk.outbox import Erase, Relay
from desk.outbox.letters import FILE_STAYS, STAYS, TYPED_STAYS
from desk.text import RichText


@dataclass(frozen=True, slots=True)
class MessageEdit:
    """A message that becomes this piece; `other_file`: it shows another file than before."""

    message: Message
    piece: Piece
    other_file: bool = False


@dataclass(frozen=True, slots=True)
class EditDiff:
    """Messages to edit, messages to delete, and parts to send after the last."""

    changes: tuple[MessageEdit, ...]
    gone: tuple[Message, ...] = ()
    more: tuple[MessagePart, ...] = ()


def _plan_revision(existing: Sequence[Message], parts: Sequence[MessagePart]) -> EditDiff | None:
    """Return the edits that lead from one to the other; None if everything has to be sent again, as an album cannot
    grow."""
    files = [piece for part in parts for piece in part.pieces if piece.file is not None]
    shown = _plan_files([message for message in existing if message.has_media], files)
    if shown is None:
        return None
    texts = [message for message in existing if not message.has_media]
    wanted = [part for part in parts if _is_text(part)]
    written = tuple(MessageEdit(message, part.pieces[0]) for message, part in zip(texts, wanted, strict=False))
    return EditDiff(
        shown.changes + written,
        shown.gone + tuple(texts[len(wanted) :]),
        tuple(wanted[len(texts) :]),
    )


def _is_text(part: MessagePart) -> bool:
    return all(piece.file is None and not piece.copied for piece in part.pieces)


def _plan_files(existing: Sequence[Message], files: Sequence[Piece]) -> EditDiff | None:
    """Return the edits for messages with files; copies that are no file stay as they are."""
    known = [message for message in existing if message.file_id is not None]
    if len(existing) == len(files):
        changes = tuple(
            MessageEdit(message, piece, message.file_id not in (None, piece.file.id if piece.file else None))
            for message, piece in zip(existing, files, strict=True)
        )
        possible = all(c.piece.file and can_swap_media(c.piece.file.kind) for c in changes if c.other_file)
        return EditDiff(changes) if possible else None
    by_file = {message.file_id: message for message in known}
    if len(files) > len(existing) or any(piece.file and piece.file.id not in by_file for piece in files):
        return None
    kept = tuple(MessageEdit(by_file[piece.file.id], piece) for piece in files if piece.file)
    gone = tuple(message for message in known if all(message is not change.message for change in kept))
    return EditDiff(kept, gone)


_BARE = Rendered(RichText())


class MessageEdits:
    """Edits and deletes for one bot; additional messages are sent as new ones."""

    def __init__(self, calls: RateLimitedApi, bringing: NewMessages) -> None:
        self._calls = calls
        self._new_messages = bringing

    async def edit(
        self, job: ClaimedJob, plan: SendPlan, rendered: Rendered, parts: list[MessagePart]
    ) -> DeliveryResult | None:
        """Edit the existing messages; return None if that is not possible and new messages must replace them.

        If the person has deleted a message that is only kept up to date, it is not sent again; an edited entry is.
        """
        revision = _plan_revision(plan.existing, parts)
        if revision is None:
            return None
        outcome = DeliveryResult(Done())
        try:
            await self._change(plan, rendered, revision, outcome)
        except AiogramError as error:
            if (
                failures.is_deleted_by_person(error)
                and is_only_edit(plan.letter)
                and not isinstance(plan.letter, Relay)
            ):
                return DeliveryResult(
                    Done("deleted by the person"), lost=[message.message_id for message in plan.existing]
                )
            if failures.is_not_editable(error) or (isinstance(error, TelegramBadRequest) and _swaps(revision)):
                return None
            raise
        outcome.lost = [message.message_id for message in revision.gone]
        await self.delete(plan.chat, outcome.lost)
        if revision.more:
            await self._calls.turn(plan.chat)
            outcome.sent = (await self._new_messages.send(job, plan, list(revision.more), noted=False)).sent
            outcome.kept = [change.message.message_id for change in revision.changes]
        if not (outcome.edited or outcome.lost or outcome.sent):
            outcome.verdict, outcome.has_called = Done("unchanged"), False
        return outcome

    async def _change(self, plan: SendPlan, rendered: Rendered, revision: EditDiff, outcome: DeliveryResult) -> None:
        """Make one call for each message that changes."""
        for change in revision.changes:
            message, piece = change.message, change.piece
            if message.fingerprint == piece.fingerprint:
                continue
            if outcome.edited:
                await self._calls.turn(plan.chat)
            method = methods.make_edit(
                plan.chat, message.message_id, piece, rendered,
                has_media=message.has_media, other_file=change.other_file,
            )  # fmt: skip
            try:
                await self._calls.call(method)
            except AiogramError as error:
                if not failures.is_unchanged(error):
                    raise
            shows = piece.file.id if change.other_file and piece.file is not None else None
            outcome.edited.append((message.message_id, piece.fingerprint, shows))

    async def take_back(self, plan: SendPlan, instead: RichText) -> DeliveryResult:
        """Delete the messages; one that is too old for that is edited to say so, if it is text."""
        outcome = DeliveryResult(Done("taken back"), lost=[message.message_id for message in plan.existing])
        for message in plan.existing:
            if await self.delete(plan.chat, [message.message_id]):
                continue
            said = await self._say_instead(plan.chat, message.message_id, instead, has_media=message.has_media)
            outcome.remains |= message.has_media or not said
        return outcome

    async def delete(self, chat: int, message_ids: Sequence[int]) -> bool:
        """Delete messages, one by one; return False if Telegram kept one (too old)."""
        kept = False
        for message_id in message_ids:
            try:
                await self._calls.call(DeleteMessage(chat_id=chat, message_id=message_id))
            except TelegramBadRequest as error:
                kept |= not failures.is_already_gone(error)
        return not kept

    async def erase(self, letter: Erase, plan: SendPlan) -> DeliveryResult:
        """Delete one message, of the bot or of the person; one of ours that is too old is edited to say so."""
        if await self.delete(plan.chat, [letter.message_id]):
            return DeliveryResult(Done())
        if plan.taken_back is None:
            return DeliveryResult(Done(TYPED_STAYS))
        said = await self._say_instead(plan.chat, letter.message_id, plan.taken_back, has_media=letter.has_media)
        return DeliveryResult(Done(FILE_STAYS if letter.has_media else None if said else STAYS))

    async def _say_instead(self, chat: int, message_id: int, words: RichText, *, has_media: bool = False) -> bool:
        """Replace a message of ours by these words; return False if Telegram does not allow it."""
        try:
            await self._calls.call(methods.make_edit(chat, message_id, Piece(words), _BARE, has_media=has_media))
        except TelegramBadRequest as error:
            return failures.is_unchanged(error) or failures.is_deleted_by_person(error)
        return True


def _swaps(revision: EditDiff) -> bool:
    return any(change.other_file for change in revision.changes)
