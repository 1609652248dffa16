"""Delivers API events to the addresses that integrations subscribed: signed, repeated on failure, in order."""
