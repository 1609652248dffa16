"""What happened, sent to the addresses that systems have subscribed with: signed, repeated, in order."""
