"""Tables of files uploaded on the web: their bytes are stored in pieces until both other sides have them."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedBytes
from db.models.base import Base, _id


class Blob(Base):
    """One upload. `content`: the number of its pieces, shared by uploads of the same bytes; `size` in bytes. Its name
    is stored with each file that uses it."""

    __tablename__ = "blobs"
    id: Mapped[int] = _id()
    content: Mapped[int] = mapped_column(BigInteger, index=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (Index("ix_blobs_same", "sha256", "size"),)


class BlobPiece(Base):
    """A piece of a content, in order from 0, encrypted if there is a key. Deleted with the last upload of that
    content."""

    __tablename__ = "blob_pieces"
    content: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    bytes: Mapped[bytes] = mapped_column(SealedBytes)


class DataKey(Base):
    """A key of `DATA_KEY` that encrypts something: its `id`, which says nothing about the key."""

    __tablename__ = "data_keys"
    id: Mapped[str] = mapped_column(primary_key=True)
