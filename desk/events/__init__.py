"""Events (meetings): created, opened by their link, set on tickets, with their attendance."""
