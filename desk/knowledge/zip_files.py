"""Files of articles in a zip, packed and unpacked within limits. Knows no article."""

import io
import zipfile
from collections.abc import Mapping

from desk import Refused
from desk.knowledge import articles

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 2 * articles.MOST_ARTICLES
_UNPACKED = 64 * 1024 * 1024


def unpack_zip(content: bytes) -> dict[str, bytes]:
    """Return the Markdown files of a zip by name, without folders. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused("kb-zip-large", mb=MOST_BYTES // 1024**2)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = [one for one in packed.infolist() if one.filename.endswith(".md") and not _is_hidden(one.filename)]
            if len(inside) > MOST_FILES or sum(one.file_size for one in inside) > _UNPACKED:
                raise Refused("kb-zip-large", mb=_UNPACKED // 1024**2)
            return {one.filename.rpartition("/")[2]: packed.read(one) for one in inside}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Refused("kb-zip-bad") from None


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def pack_zip(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files; the same files make the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(files):
            made.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
