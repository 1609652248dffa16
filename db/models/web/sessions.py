"""Tables of those who sign in to the web door from Telegram: what a browser asked for, and its session."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, _id, _ref


class WebSignIn(Base):
    """A browser that asks to be let in as somebody. `browser_hash`: of the secret that only that browser has; `code`:
    what it shows, and the bot among others; `person_id`: who is asked, nobody where nobody may be; `browser`,
    `address`: what it says of itself, and where it came from. It is used once, until `ends_at`; `refused_at`: that was
    not they, `wrong_at`: they pressed a code that was not its own."""

    __tablename__ = "web_sign_ins"
    id: Mapped[int] = _id()
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    code: Mapped[str]
    person_id: Mapped[int | None] = _ref("people.id", index=True, nullable=True)
    browser: Mapped[str]
    address: Mapped[str]
    asked_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    let_in_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    wrong_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class WebSession(Base):
    """A browser that was let in. `token_hash`: of the secret in its cookie; `seen_at`: when somebody last used it, to
    the minute; `wall_seen_at`: when it last showed the wall, which is all it then may."""

    __tablename__ = "web_sessions"
    id: Mapped[int] = _id()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    person_id: Mapped[int] = _ref("people.id", index=True)
    browser: Mapped[str]
    address: Mapped[str]
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    wall_seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Confirmation(Base):
    """What somebody asked for from the panel that is done only after their press in Telegram: `what` it is and what it
    is `about`. A row goes when it is done, refused or over."""

    __tablename__ = "confirmations"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    what: Mapped[str]
    about: Mapped[str]
    asked_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    pressed_at: Mapped[datetime | None]
