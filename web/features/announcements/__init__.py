"""Pages about messages to many people: announcements and known problems."""
