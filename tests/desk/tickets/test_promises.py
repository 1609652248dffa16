"""A time that somebody promises: when its warning comes, and that the same time said twice is one word."""

import pytest

pytestmark = pytest.mark.broad
