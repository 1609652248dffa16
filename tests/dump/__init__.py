from pathlib import Path

RELEASED = "0001_baseline"
"""The revision of version 1.0.0, whose tables `migrations` makes and whose rows are in the dump."""
ROWS = Path(__file__).parent / "version_1_0_0.sql"
WORLDS = ROWS.with_suffix(".json")
"""What Telegram and Todoist held then."""
