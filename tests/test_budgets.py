"""How many settings, commands and tables there may be. The numbers only shrink: who removes one lowers its number; who
adds one removes another, or says in a decision record why not (0039)."""

from pathlib import Path

from bot.features.registry import FEATURES
from db.models import Base
from desk.admin_settings.registry import SETTINGS
from tests.sources import files, text_of_file

LINES_OF_TESTS = 134_810
_WHY = "take one away, or say in a decision record why not"


def test_settings_become_no_more() -> None:
    assert len(SETTINGS) <= 76, _WHY  # request_topics: 0045


def test_commands_become_no_more() -> None:
    assert len({command.name for feature in FEATURES for command in feature.commands}) <= 83, _WHY  # myaccount: 0082


def test_tables_become_no_more() -> None:
    # group_topics: 0043, group_mentions: 0044, ticket_participants: 0071, admin_changes: 0081, own_accounts: 0082,
    # imported_rows: 0083, guest_calls: 0086
    assert len(Base.metadata.tables) <= 121, _WHY


def test_lines_of_tests_become_no_more() -> None:
    lines = sum(text_of_file(path).count("\n") for path in files(Path(__file__).parent))
    assert lines <= LINES_OF_TESTS, "a test earns its lines by the mistake that only it notices: take others away"
