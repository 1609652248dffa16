"""Callback data of `/categories`: the tree of topics as admins change it, at most 64 bytes. Decides nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, PageNumber, PageTurn

MaybeId = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""A topic or group by id; 0: none."""


class TreePage(PageTurn, prefix="tree"):
    """A page of groups and topics."""


class TreePart(StrEnum):
    """A screen of a topic or group. GROUP: how a group is called and where it stands."""

    ONE = "one"
    GROUP = "group"
    NAMES = "names"
    PRIORITY = "priority"
    KEYWORDS = "keywords"
    QUESTIONS = "questions"
    PEOPLE = "people"
    PLACE = "place"


class TreeScreen(CallbackData, prefix="treeof"):
    """That screen."""

    part: TreePart
    category: Id
    page: PageNumber


class TreeField(StrEnum):
    """What is typed as a reply to the bot's question: a new topic in that group (0: in none), a new group, a name, …"""

    NEW = "new"
    NEW_GROUP = "newgroup"
    NAME_EN = "en"
    NAME_RU = "ru"
    KEYWORDS = "keywords"
    QUESTION = "question"


class TreeAsk(CallbackData, prefix="treeask"):
    """Ask for it."""

    field: TreeField
    category: MaybeId


class TreeChange(StrEnum):
    """What a press sets: first priority (0: none), group (0: none), a place further up, no keywords, a question no more
    (by the sum of its key), the topic no more."""

    PRIORITY = "priority"
    GROUP = "group"
    UP = "up"
    NO_KEYWORDS = "nokeywords"
    NO_QUESTION = "noquestion"
    REMOVE = "remove"


class TreeSet(CallbackData, prefix="treeset"):
    """Set it."""

    change: TreeChange
    category: Id
    value: Annotated[str, Field(pattern="^[0-9a-f]{1,19}$")] = "0"


class TreeUndo(CallbackData, prefix="treeundo"):
    """Take the change back that this row of the audit tells of."""

    category: Id
    record: Id


class TreeBack(CallbackData, prefix="treeback"):
    """Take a removal back."""

    category: Id


class OfferWord(StrEnum):
    """An admin's word about the offered topics."""

    USE = "use"
    EMPTY = "empty"
    UNDO = "undo"


class TreeOffer(CallbackData, prefix="treeoffer"):
    """What becomes of them."""

    word: OfferWord


class TreeWho(CallbackData, prefix="treewho"):
    """Somebody (by Telegram id) answers it best, or no longer."""

    category: Id
    person: Id
    on: Annotated[int, Field(ge=0, le=1)]
    page: PageNumber
