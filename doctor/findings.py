"""Findings: one line each, with advice, as text for a terminal or as JSON for a program."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a finding is: fine, worth a look, or something does not work."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `about` is its subject, `advice` says what to do or type. Neither contains a secret."""

    about: str
    level: Level
    message: str
    advice: str = ""


Findings = list[Finding]
_SIGNS = {Level.OK: "ok     ", Level.WARNING: "warning", Level.WRONG: "WRONG  "}


def make_ok(about: str, message: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(about, Level.OK, message)


def make_warning(about: str, message: str, advice: str) -> Finding:
    """Return a finding that is worth a look."""
    return Finding(about, Level.WARNING, message, advice)


def make_wrong(about: str, message: str, advice: str) -> Finding:
    """Return a finding that something does not work."""
    return Finding(about, Level.WRONG, message, advice)


def format_findings(findings: Sequence[Finding]) -> str:
    """Return a line for each finding, its advice below it, and a count at the end."""
    width = max((len(one.about) for one in findings), default=0)
    lines = []
    for one in findings:
        lines.append(f"{_SIGNS[one.level]}  {one.about:<{width}}  {one.message}")
        if one.advice:
            lines.append(f"{'':<{len(_SIGNS[one.level]) + width + 4}}→ {one.advice}")
    wrong = sum(one.level is Level.WRONG for one in findings)
    warnings = sum(one.level is Level.WARNING for one in findings)
    return "\n".join([*lines, "", f"{wrong} wrong, {warnings} to look at, {len(findings)} checked"]) + "\n"


def dump_findings(findings: Sequence[Finding]) -> str:
    """Return the findings as JSON: a list of objects with `about`, `level`, `message` and `advice`."""
    return json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=1) + "\n"
