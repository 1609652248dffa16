"""Each channel says how it is known that an answer has arrived."""

import pytest

from db.models import Delivery
from desk.i18n import LANGUAGES, catalog
from desk.policy.delivery_channels import DELIVERIES, DeliveryChannel, name_delivery


@pytest.mark.parametrize("channel", DeliveryChannel)
def test_each_channel_declares_how_delivery_is_known_and_has_its_words(channel: DeliveryChannel) -> None:
    own = DELIVERIES[channel]
    assert own
    for language in LANGUAGES:
        other = catalog.say(language, "delivery", how="none of these")
        said = [catalog.say(language, "delivery", how=f"{channel.value}-{state.value}") for state in own]
        assert [one for one in said if one == other] == [other] * (channel is DeliveryChannel.CHAT), language


def test_every_state_but_one_that_nobody_knows_is_said() -> None:
    unsaid = {
        (channel, state) for channel in DeliveryChannel for state in Delivery if not name_delivery(channel, state)
    }
    assert unsaid == {(DeliveryChannel.CHAT, Delivery.NONE), (DeliveryChannel.MAIL, Delivery.NONE)}
