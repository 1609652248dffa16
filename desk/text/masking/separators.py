"""Signs that people have between the digits of a number: blanks and dashes of all kinds, and invisible signs. For
character classes of regular expressions."""

UNSEEN = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff\u20e3"
BLANKS = rf"\s{UNSEEN}"
BLANKS_IN_LINE = rf" \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000{UNSEEN}"
DASHES = "\u2010-\u2015\u2043\u2212\u30fc\ufe58\ufe63\uff0d-"
"""The plain hyphen is the last one, as a class wants it."""
