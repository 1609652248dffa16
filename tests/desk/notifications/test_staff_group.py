"""What the team's own chat is shown when the bot can write there again."""

import pytest

pytestmark = pytest.mark.broad
