"""Files in the panel and the API: received within limits, sent as downloads only."""
