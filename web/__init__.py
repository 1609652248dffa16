"""The web door: pages for those who lead, over the same desk. Off where `WEB_URL` is empty."""
