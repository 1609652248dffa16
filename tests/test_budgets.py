"""How many settings, commands and tables there may be. The numbers only shrink: who removes one lowers its number; who
adds one removes another, or says in a decision record why not (0039). And how many words, see `LIMITS`."""

import re
import subprocess

import pytest

from bot.features.registry import FEATURES
from db.models import Base
from desk.admin_settings.registry import SETTINGS
from desk.text.phrases import SENTENCES
from tests.words import LIMIT, ROOT, count_kinds, read_files, sum_prices

LIMITS = {
    "product": 649_000,
    "tests": 648_000,
    "phrase tables": 31_000,
    "SQL": 8_000,
    "pages": 96_000,
    "records": 136_000,
}
"""The most words of each kind, as `make words` counts them. They only fall, by `make words ARGS=--limit`. A feature
that needs more has a decision record with a line "Price in words: product +1,200 (its name)", which is added (0096)."""
_WHY = "take one away, or say in a decision record why not"


def test_settings_become_no_more() -> None:
    assert len(SETTINGS) <= 84, (
        _WHY
    )  # request_topics: 0045, consent_days: 0106, group_replies: 0109, own: 0115, setup_list: 0152, later: 0154,
    # time_spent, time_step_minutes: 0159, recurring: 0160


def test_commands_become_no_more() -> None:
    # myaccount: 0082, forward: 0119; field, fields: 0161; six and nine views went to the panel: 0156, recurring: 0160,
    # draft, sumup: 0163
    assert len({command.name for feature in FEATURES for command in feature.commands}) <= 83, _WHY


def test_views_of_the_bot_become_no_more() -> None:
    assert sum(len(feature.views) for feature in FEATURES) <= 119, _WHY


def test_tables_become_no_more() -> None:
    # group_topics: 0043, group_mentions: 0044, ticket_participants: 0071, admin_changes: 0081, own_accounts: 0082,
    # imported_rows: 0083, guest_calls: 0086, mails: 0117, time_spent: 0159, recurring_requests: 0160, own_fields: 0161,
    # assist_uses: 0163
    assert len(Base.metadata.tables) <= 126, _WHY


def test_phrases_become_no_more() -> None:
    """More phrases hear no more: one may replace another (0109)."""
    assert sum(file.stat().st_size for file in SENTENCES.iterdir()) <= 161_039


@pytest.mark.xdist_group("sources")
def test_words_become_no_more() -> None:
    words, prices = count_kinds(read_files(), LIMITS), sum_prices()
    dear = {
        kind: f"{words[kind]:,} > {limit:,} + {prices[kind]:,}"
        for kind, limit in LIMITS.items()
        if words[kind] > limit + prices[kind]
    }
    assert not dear, "take words away, or name the feature and its price in a decision record (0096)"


def test_limits_of_words_only_fall() -> None:
    """The newest first: what stands here, then what each commit wrote."""
    asked = ["git", "log", "--first-parent", "-p", "-U0", "--format=", "--", __file__]
    written = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603
    added = re.sub(r"^\+", "", written, flags=re.MULTILINE)
    for kind, limit in LIMITS.items():
        figures = [limit, *(int(line["limit"]) for line in LIMIT.finditer(added) if line["kind"] == kind)]
        assert figures == sorted(figures), f"the limit of {kind} has risen"
