"""Groups files into albums: pictures and videos together, documents and audio each on their own, 2 to 10 (Bot API,
sendMediaGroup, read 2026-11)."""

from bot.telegram_limits import ALBUM_FILES
from bot.views import RenderedFile
from db.models import FileKind

_VISUAL = (FileKind.PHOTO, FileKind.VIDEO)


def group_album(files: list[RenderedFile]) -> list[list[RenderedFile]]:
    """Return the files in the groups that Telegram accepts, in their order; a single file is a group of one."""
    groups: list[list[RenderedFile]] = []
    for file in files:
        family = _family(file.kind)
        last = groups[-1] if groups else None
        same = last is not None and _family(last[0].kind) == family
        joins = family in ("visual", FileKind.DOCUMENT.value, FileKind.AUDIO.value)
        if last is not None and same and joins and len(last) < ALBUM_FILES:
            last.append(file)
        else:
            groups.append([file])
    return groups


def _family(kind: FileKind) -> str:
    """Return the family of kinds that share an album."""
    return "visual" if kind in _VISUAL else kind.value
