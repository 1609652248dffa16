"""What those who run the desk do: invites, categories, blocked people, what failed."""
