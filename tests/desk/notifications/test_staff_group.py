"""What the team's own chat is shown when the bot can write there again."""

from datetime import timedelta

import pytest

pytestmark = pytest.mark.broad

GROUP = -100_500
AWAY = timedelta(hours=1)
