"""What the desk learns of its topics, from its own requests."""
