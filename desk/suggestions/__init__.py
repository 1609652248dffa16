"""Answers offered to a requester before a person replies: automatic answers and articles that really fit."""
