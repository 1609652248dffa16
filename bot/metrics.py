"""The metrics of the Telegram channel; labels come from fixed lists only."""

from prometheus_client import Counter, Gauge

from bot.api.failures import FailureKind

API_ERRORS = Counter("pulldesk_api_errors_total", "Calls a far side refused or lost", ["side", "kind"])
API_ERRORS.labels("telegram", FailureKind.CONFLICT.value)  # shown from the start: an alert sees the first one rise
DELIVERED = Counter("pulldesk_delivered_total", "Letters that reached a chat", ["lane"])
UPDATES = Counter("pulldesk_updates_total", "Updates of Telegram worked off", ["outcome"])
BUDGET_LEFT = Gauge("pulldesk_telegram_sends_left", "Requests that Telegram's overall rate allows at this moment")
POLL_AGE = Gauge("pulldesk_telegram_poll_age_seconds", "How long ago Telegram last answered a poll of this process")
