"""Webhooks: the feed of API events in order, who may see which, and how they are sent."""
