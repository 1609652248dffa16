"""The e-mail address in what a person wrote, and the spellings of one. Pure; does not know whether it is theirs."""

import re

LONGEST_MAIL_ID = 900
"""Letters of the id of a mail (Message-ID) by which it is known."""
_ADDRESS = re.compile(r"""[^\s@<>"'(),:;][^\s@<>"(),:;]{0,63}@[^\s@<>"'(),:;/?]{1,255}\.[^\s@<>"'(),:;/?.]{2,63}""")


def find_address(said: str) -> str | None:
    """Return the one e-mail address in what a person wrote, in small letters; None for none or for several."""
    found = list_addresses(said)
    return found.pop() if len(found) == 1 else None


def list_addresses(said: str) -> set[str]:
    """Return all e-mail addresses in a text, in small letters."""
    return set(_ADDRESS.findall(said.lower()))


def fold_domain(domain: str) -> str:
    """Return a domain in lower case and in letters of ASCII (IDNA), as mails name it. Raises UnicodeError."""
    return domain.strip(".").lower().encode("idna").decode("ascii")


def list_spellings(address: str) -> list[str]:
    """Return an address, or a domain behind "@", as mails name it, and as people write it."""
    local, _, domain = address.lower().rpartition("@")
    try:
        folded = fold_domain(domain)
        ways = [folded, folded.encode("ascii").decode("idna")]
    except UnicodeError:
        ways = [domain]
    return [f"{local}@{one}" for one in dict.fromkeys(ways)]
