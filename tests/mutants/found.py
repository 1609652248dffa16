"""What a run came to: which mistakes no test noticed, and which of those make no difference."""

import re
from dataclasses import dataclass
from pathlib import Path

KILLED = ("killed", "timeout", "segfault", "suspicious", "caught by type check")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake: where, what stood there, what stands there instead, and what came of it."""

    module: str
    name: str
    before: str
    after: str
    verdict: str

    @property
    def killed(self) -> bool:
        return self.verdict in KILLED

    def __str__(self) -> str:
        return f"  {self.verdict}: {self.name}\n    - {self.before}\n    + {self.after}"


def squeezed(text: str) -> str:
    """Without the differences of layout."""
    return re.sub(r"\s+", " ", text).strip()


def reasons(listed: Path) -> set[tuple[str, str, str]]:
    """The mistakes that make no difference, from the table of `harmless.md`: module, before, after."""
    found = set()
    for line in listed.read_text("utf-8").splitlines():
        cells = [cell.strip().strip("`").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 4 and cells[0].endswith(".py"):
            found.add((cells[0], squeezed(cells[1]), squeezed(cells[2])))
    return found
