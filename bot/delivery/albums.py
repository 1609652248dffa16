"""Which files go to a chat as one album: pictures and videos together, documents and audio among themselves, 2 to 10
(Bot API, sendMediaGroup, read 2026-11). Knows no method.
"""

from bot.views import RenderedFile
from db.models import FileKind

_MOST = 10
_VISUAL = (FileKind.PHOTO, FileKind.VIDEO)


def group_album(files: list[RenderedFile]) -> list[list[RenderedFile]]:
    """Files in the groups that Telegram accepts, in their order; one that stands alone is a group of one."""
    groups: list[list[RenderedFile]] = []
    for file in files:
        family = _family(file.kind)
        last = groups[-1] if groups else None
        same = last is not None and _family(last[0].kind) == family
        joins = family in ("visual", FileKind.DOCUMENT.value, FileKind.AUDIO.value)
        if last is not None and same and joins and len(last) < _MOST:
            last.append(file)
        else:
            groups.append([file])
    return groups


def _family(kind: FileKind) -> str:
    """Kinds that may stand beside each other in an album."""
    return "visual" if kind in _VISUAL else kind.value
