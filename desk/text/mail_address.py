"""The e-mail address in what a person wrote. Pure; does not know whether it is theirs."""

import re

_ADDRESS = re.compile(r"""[^\s@<>"'(),:;][^\s@<>"(),:;]{0,63}@[^\s@<>"'(),:;/?]{1,255}\.[^\s@<>"'(),:;/?.]{2,63}""")


def find_address(said: str) -> str | None:
    """Return the one e-mail address in what a person wrote, in small letters; None for none or for several."""
    found = list_addresses(said)
    return found.pop() if len(found) == 1 else None


def list_addresses(said: str) -> set[str]:
    """Return all e-mail addresses in a text, in small letters."""
    return set(_ADDRESS.findall(said.lower()))
