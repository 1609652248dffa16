"""The beginning of requests: drafts that gather messages, and limits for one person."""
