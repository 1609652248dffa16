"""Declared fields of requests."""
