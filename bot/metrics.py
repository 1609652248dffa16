"""The metrics of the Telegram channel; labels come from fixed lists only."""

from prometheus_client import Counter, Gauge

API_ERRORS = Counter("pulldesk_api_errors_total", "Calls a far side refused or lost", ["side", "kind"])
DELIVERED = Counter("pulldesk_delivered_total", "Letters that reached a chat", ["lane"])
UPDATES = Counter("pulldesk_updates_total", "Updates of Telegram worked off", ["outcome"])
BUDGET_LEFT = Gauge("pulldesk_telegram_sends_left", "Requests that Telegram's overall rate allows at this moment")
