"""Finds misspelt settings: variables that look like a setting and are none. Opens only `.env`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values

_SIMILARITY = 0.85  # BOT_TOKENN and TODOIST_TOKEN are, HTTP_PROXY and HTTP_PORT are not


def collect_names(environment: Mapping[str, str], env_file: Path | None, encoding: str) -> set[str]:
    """Return the names of all variables with a value, in the environment and in this file."""
    said = dotenv_values(env_file, encoding=encoding) if env_file is not None and env_file.is_file() else {}
    return {name.upper() for name, value in {**said, **environment}.items() if value}


def find_meant(names: Collection[str], known: Collection[str]) -> Mapping[str, str]:
    """Return, by each setting that is not set, the set variable that seems to mean it."""
    unset = [name for name in known if name not in names]
    found = {
        name: get_close_matches(name, unset, n=1, cutoff=_SIMILARITY) for name in sorted(names) if name not in known
    }
    return {close[0]: name for name, close in found.items() if close}
