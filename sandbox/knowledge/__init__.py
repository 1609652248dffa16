"""The articles and preset answers of the demo, as files; the tests measure answers with the same."""

from pathlib import Path
from typing import Final

ARTICLES: Final = Path(__file__).resolve().parent / "articles"
"""Twenty articles and a runbook, each in every language: `<slug>.<language>.md`."""

PRESETS: Final = ARTICLES.with_name("presets.json")
"""Preset answers with their examples and keywords, in every language."""
