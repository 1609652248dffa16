"""Short names for links and file names: Latin letters, digits, dashes. Pure."""

import re
import unicodedata

LONGEST_SLUG = 40
_CYRILLIC = "абвгдеёзийклмнопрстуфыэ"
_LATIN = "abvgdeeziyklmnoprstufye"
_LETTERS = dict(zip(_CYRILLIC, _LATIN, strict=True)) | {
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}


def make_slug(name: str) -> str:
    """Return the name in small Latin letters, digits and dashes, as a deep link allows them; may be empty."""
    latin = "".join(_LETTERS.get(letter, letter) for letter in name.casefold())
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
