"""Updates from Telegram: polled, stored, parsed, and handled one chat at a time."""
