"""Recurring requests: work that is planned by a rhythm, filed as a request at each of its moments."""
