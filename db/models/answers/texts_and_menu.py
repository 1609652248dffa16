"""Texts that admins changed, and the requester's menu with its draft and published versions."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, _id, _ref


class TextOverride(Base):
    """A text in a language (`key`: the text's key and the words that choose its variant) as an admin left it; empty:
    the original; `previous`: text and entities before the last change. `version`: the desk's `settings_version` after
    this change."""

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
    """A button of the draft menu. `parent_id`: its submenu, empty for the first screen. `captions`: its label by
    language; `texts`: the screen behind it, `text` and `entities` by language. `target_id`: an article, a topic, or the
    submenu that it opens, depending on `kind`."""

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
    """A published version of the whole menu; the newest is what requesters see. Empty: no menu."""

    __tablename__ = "menus"
    id: Mapped[int] = _id()
    items: Mapped[list[Json] | None] = mapped_column(JSONB(none_as_null=True))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = _ref("people.id", nullable=True)
