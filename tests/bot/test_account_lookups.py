"""Which addresses the bot asks for account data at all."""

import pytest

from bot.account_lookups import make_poster
from db.settings import SettingsError
from tests.rules import rules_with


@pytest.mark.parametrize(
    "url", ["http://crm.example/a", "https://127.0.0.1/a", "https://localhost/a", "https://user:word@crm.example/a"]
)
def test_an_address_that_is_not_permitted_ends_the_start(url: str) -> None:
    with pytest.raises(SettingsError, match="ACCOUNT_URL should hold"):
        make_poster(url, "ACCOUNT_URL", rules_with(web__webhook_allow=("10.0.0.0/8",)), seconds=1)


def test_a_host_of_the_operators_own_may_be_asked_in_plain() -> None:
    assert make_poster(
        "http://127.0.0.1:8099/a", "ACCOUNT_URL", rules_with(web__webhook_allow=("127.0.0.1",)), seconds=1
    )
