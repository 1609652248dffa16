"""Compares both sides of a card with the last agreed state. Pure: no await, no clock, no session."""
