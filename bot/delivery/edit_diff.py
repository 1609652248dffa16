"""Compares the messages in a chat with what they should be: which to edit, delete or add. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.delivery.message_parts import MessagePart, Piece
from bot.delivery.methods import can_swap_media
from db.models import Message


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


def plan_revision(existing: Sequence[Message], parts: Sequence[MessagePart]) -> EditDiff | None:
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
