"""Tables of the second factor of the panel: passkeys and authenticator apps, and the codes that replace them once."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, _id, _ref


class SecondFactor(Base):
    """A passkey or an authenticator app of a person. `secret`: the public data of a passkey, or the secret of an app,
    encrypted; `credential`: the id of a passkey; `counter`: of a passkey, or the last time step whose code was used;
    `confirmed_at`: empty until the first right code of an app."""

    __tablename__ = "second_factors"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    kind: Mapped[str]
    name: Mapped[str]
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    credential: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    counter: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """The hash of a code that replaces the second factor once; the row is deleted when the code is used."""

    __tablename__ = "recovery_codes"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
