"""Requests that are one after all, and words that are another request: merged, taken apart, split off."""
