"""Updates in: polled, stored, parsed, worked off a chat at a time."""
