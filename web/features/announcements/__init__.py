"""What the panel shows of messages to many people: announcements and known problems."""
