"""What comes into the API and is no mistake of ours: refused before anything is asked of the database."""

import pytest
from pydantic import ValidationError

from web.api.webhooks import SendAgain


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_is_in_no_year_of_ours_is_not_understood(since: str) -> None:
    with pytest.raises(ValidationError):
        SendAgain.model_validate({"since": since})


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59+00:00", "2026-11-20T12:00:00+03:00"])
def test_any_other_is(since: str) -> None:
    assert SendAgain.model_validate({"since": since}).since.isoformat()
