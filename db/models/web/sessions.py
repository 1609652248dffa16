"""Tables of sign-in to the web from Telegram: requests of browsers, and sessions."""

from datetime import datetime

from sqlalchemy import LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, _id, _ref


class WebSignIn(Base):
    """A browser that asks to sign in as a person. `browser_hash`: of the secret that only that browser has; `code`:
    what it shows, and the bot among others; `person_id`: who is asked, empty if no one may sign in; `browser`,
    `address`: what it says of itself, and where it came from. Used once, until `ends_at`; `refused_at`: the person
    denied it, `wrong_at`: they pressed another code."""

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
    """A signed-in browser. `token_hash`: of the secret in its cookie; `seen_at`: last use, to the minute;
    `wall_seen_at`: when it last showed the wall, which is all it then may. `proved_at`: when the second factor was last
    shown, `challenge`: what a passkey has to sign next, `wrong_codes`: how often it was wrong since then. `wall_only`:
    made by a link for a screen, which shows the wall and nothing else; `opened_at`: when the link was opened."""

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
    proved_at: Mapped[datetime | None]
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary)
    wrong_codes: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    wall_only: Mapped[bool] = mapped_column(server_default=text("false"))
    opened_at: Mapped[datetime | None]


class Confirmation(Base):
    """An action asked for in the panel that needs a press in Telegram: `what` it is and what it is `about`. The row is
    deleted when it is done, refused or expired."""

    __tablename__ = "confirmations"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    what: Mapped[str]
    about: Mapped[str]
    asked_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    pressed_at: Mapped[datetime | None]
