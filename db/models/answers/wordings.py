"""What admins have the bot say: a row for each sentence that was ever put into other words; the requester's menu, its
draft an item a row, and each version that was published."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, _id, _ref


class Wording(Base):
    """A sentence of a language (`key`: the text's, and the words that choose) as an admin left it, none: as it is
    written; `previous`: text and entities before the last change. `version`: the desk's `settings_version` that this
    change made."""

    __tablename__ = "wordings"
    language: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str | None]
    entities: Mapped[list[Json]] = mapped_column(server_default=sql("'[]'"))
    previous: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    version: Mapped[int] = mapped_column(BigInteger)
    changed_by: Mapped[int | None] = _ref("people.id", nullable=True)
    changed_at: Mapped[datetime]


class MenuItemRow(Base):
    """A button of the draft. `parent_id`: the submenu it stands in, none: the first screen. `captions`: what it says by
    language, `texts`: what is read behind it, `text` and `entities` by language. `target_id`: an article, a topic, or
    the submenu whose screen it opens instead of one of its own, as `kind` has it."""

    __tablename__ = "menu_items"
    id: Mapped[int] = _id()
    parent_id: Mapped[int | None] = _ref("menu_items.id", nullable=True, index=True)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str]
    captions: Mapped[Json] = mapped_column(server_default=sql("'{}'"))
    texts: Mapped[Json] = mapped_column(server_default=sql("'{}'"))
    target_id: Mapped[int | None] = mapped_column(BigInteger)
    url: Mapped[str | None]
    removed_at: Mapped[datetime | None]


class PublishedMenu(Base):
    """The menu as it was published then, whole; the newest is what requesters have. None: it was taken down."""

    __tablename__ = "menus"
    id: Mapped[int] = _id()
    items: Mapped[list[Json] | None] = mapped_column(JSONB(none_as_null=True))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = _ref("people.id", nullable=True)
