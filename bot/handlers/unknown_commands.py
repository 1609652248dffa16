"""Commands nobody knows: who typed one reads that, and which command may have been meant; nothing is sent or filed."""

from aiogram.types import Message

from bot.content.message import words_of
from bot.handlers import respond
from bot.handlers.filters import is_known, names_for, told
from db.models import Person
from desk import Desk
from desk.outbox import Say
from desk.policy import permissions
from desk.search.letters import distance
from desk.text.command_mark import typed_name

_SHORT = 4  # of so few letters one may be wrong, of more two


def refuse_mistyped(message: Message, desk: Desk, me: Person) -> bool:
    """Whether a requester mistyped a command: they read which one may have been meant. Words that only begin with a
    slash are theirs to say."""
    command = told(message)
    if command is None or permissions.is_staff(me) or nearest(command.name, me) is None:
        return False
    refuse(message, desk, me)
    return True


def refuse(message: Message, desk: Desk, me: Person) -> None:
    """Say that nothing was sent, and which command may have been meant."""
    command = told(message)
    near = nearest(command.name, me) if command is not None else None
    typed = typed_name(words_of(message).text)
    key = "command-slash" if command is None else "command-unknown" if near is None else "command-mistyped"
    respond.post(desk, Say(key, {"typed": typed, "near": near or ""}, reply_to_message=message.message_id))


def nearest(typed: str, person: Person) -> str | None:
    """The command that this person may use and that is most like what they typed; None where none is."""
    most = 1 if len(typed) <= _SHORT else 2
    wrong = {name: distance(typed, name, most) for name in names_for(person) if not is_known(typed)}
    return min(sorted(name for name in wrong if wrong[name] <= most), key=lambda name: wrong[name], default=None)
