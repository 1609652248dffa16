"""Links and addresses in a text: found as people could press or copy them, also without a scheme. Pure."""

import re
from collections.abc import Collection

from desk.files.file_types import SUFFIXES
from desk.text import strip_invisible

STRUCK = "[…]"
_DOTS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": ".", "\u2024": ".", "\uff0f": "/", "\uff1a": ":"})
_LINK = re.compile(
    r"""
    (?<![\w@]) (?: [a-z][a-z0-9+.-]{1,20} :// [^\s<>"'«»]{1,2000}
    | (?: mailto|tel|javascript|data|sms|skype|viber|whatsapp|intent|file ) : [^\s<>"'«»]{1,2000}
    | [\w.+-]{1,64} @ (?:[\w-]{1,63}\.){1,8} [^\W\d_]{2,24}
    | @ [a-z]\w{3,31} (?!\w) | (?<![/:.]) / [a-z]\w{0,31} (?: @\w{3,32} )? (?! [\w/] | \.\w )
    | (?:\d{1,3}\.){3}\d{1,3} (?: :\d{1,5} | / ) [^\s<>"'«»]{0,2000}
    | (?: [\w-]{1,63} \. ){1,8} (?P<end> xn--[a-z0-9-]{1,40} | [a-z]{2,24}
      | рф|рус|онлайн|сайт|орг|ком|дети|москва|бел|укр ) (?!\w)
      (?: :\d{1,5} )? (?: [/?\#] [^\s<>"'«»]{0,2000} )? )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AROUND = ".,;:!?)]}»”\"'*_`>"
_BEFORE = re.compile(r"(?i)^(?:https?://)?(?:www\.)?")


def list_links(text: str) -> set[str]:
    """Return the links of a text as they are compared."""
    said = _flatten(text)
    return {_fold(said[start:end]) for start, end in _find(said)}


def strike_links(text: str, allowed: Collection[str]) -> str:
    """Return the text without links but the `allowed` ones, as `list_links` gives them; without invisible signs, so
    that what is read is what was looked at."""
    said, made, at = _flatten(text), "", 0
    for start, end in _find(said):
        if _fold(said[start:end]) not in allowed:
            made, at = made + said[at:start] + STRUCK, end
    return made + said[at:]


def _flatten(text: str) -> str:
    return strip_invisible(text).translate(_DOTS)


def _find(text: str) -> list[tuple[int, int]]:
    """Return where links are; a name of a file is none."""
    found = []
    for one in _LINK.finditer(text):
        if one["end"] is not None and one["end"].lower() in SUFFIXES and one[0].count("/") == 0:
            continue
        whole = one[0].rstrip(_AROUND)
        if whole:
            found.append((one.start(), one.start() + len(whole)))
    return found


def _fold(link: str) -> str:
    """Return a link without what makes no difference: its scheme of the web, `www.`, a slash at its end. Its path keeps
    capital letters."""
    host, slash, path = _BEFORE.sub("", link).partition("/")
    return host.lower() + (slash + path).rstrip("/")
