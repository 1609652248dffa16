"""Callback data of `/categories`: the tree of topics as admins change it, at most 64 bytes."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, PageNumber, PageTurn

MaybeId = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""A topic or group by id; 0: none."""


class TreePage(PageTurn, prefix="tree"):
    """Show a page of groups and topics."""


class TreePart(StrEnum):
    """The screens of a topic or group. GROUP: a group's names and place."""

    ONE = "one"
    GROUP = "group"
    NAMES = "names"
    PRIORITY = "priority"
    KEYWORDS = "keywords"
    QUESTIONS = "questions"
    PEOPLE = "people"
    PLACE = "place"


class TreeScreen(CallbackData, prefix="treeof"):
    """Show that screen."""

    part: TreePart
    category: Id
    page: PageNumber


class TreeField(StrEnum):
    """A part that is typed as a reply: a new topic in that group (0: in none), a new group, a name, …"""

    NEW = "new"
    NEW_GROUP = "newgroup"
    NAME_EN = "en"
    NAME_RU = "ru"
    KEYWORDS = "keywords"
    QUESTION = "question"


class TreeAsk(CallbackData, prefix="treeask"):
    """Ask for a part."""

    field: TreeField
    category: MaybeId


class TreeChange(StrEnum):
    """The part that a press sets: the first priority (0: none), the group (0: none), a place further up; or removes:
    the keywords, a question (by the hash of its key), the topic."""

    PRIORITY = "priority"
    GROUP = "group"
    UP = "up"
    NO_KEYWORDS = "nokeywords"
    NO_QUESTION = "noquestion"
    REMOVE = "remove"


class TreeSet(CallbackData, prefix="treeset"):
    """Make this change."""

    change: TreeChange
    category: Id
    value: Annotated[str, Field(pattern="^[0-9a-f]{1,19}$")] = "0"


class TreeUndo(CallbackData, prefix="treeundo"):
    """Undo the change in this row of the audit log."""

    category: Id
    record: Id


class TreeRestore(CallbackData, prefix="treeback"):
    """Restore a removed topic."""

    category: Id


class OfferAnswer(StrEnum):
    """An admin's answer to the suggested topics."""

    USE = "use"
    EMPTY = "empty"
    UNDO = "undo"


class TreeOffer(CallbackData, prefix="treeoffer"):
    """Use the suggested topics, start empty, or undo that."""

    word: OfferAnswer


class TreeExpert(CallbackData, prefix="treewho"):
    """Add the topic to those that a person (by Telegram id) answers best, or remove it."""

    category: Id
    person: Id
    on: Annotated[int, Field(ge=0, le=1)]
    page: PageNumber


class TreeFile(CallbackData, prefix="treefile"):
    """Import a file that was checked, named by its id and the beginning of its hash."""

    blob: Id
    sha: Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
