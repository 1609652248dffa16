"""The web process: the panel for those who lead, and the API, over the same desk. Off where `WEB_URL` is empty."""
