"""A kind of setting: networks."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from desk.admin_settings.value_kinds import Stored
from desk.i18n import say

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class NetworkList:
    """Addresses and networks, typed with commas, blanks or one a line; at most `most`."""

    presets: tuple[Stored, ...] = ()
    most: int = 50

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-networks", {"most": self.most}

    def load_value(self, stored: Stored) -> tuple[Network, ...]:
        if not isinstance(stored, list) or len(stored) > self.most or not all(isinstance(one, str) for one in stored):
            raise ValueError(stored)
        return tuple(ip_network(one, strict=False) for one in stored)

    def dump_value(self, value: tuple[Network, ...]) -> Stored:
        return [str(network) for network in value]

    def parse_text(self, text: str) -> Stored:
        """Parse the networks, each kept once; a lone dash for none."""
        if text.strip() in {"-", "–", "—"}:
            return []
        given = [one for one in re.split(r"[,;\s]+", text) if one]
        if not given:
            raise ValueError(text)
        return list(dict.fromkeys(self.dump_value(self.load_value(given))))

    def format_value(self, language: str, stored: Stored) -> str:
        """Return the networks separated by commas, a single address without its length; a word for none."""
        return ", ".join(_shorten(one) for one in stored) or say(language, "setting-any-address")


def _shorten(network: str) -> str:
    return network.removesuffix("/32") if "." in network else network.removesuffix("/128")
