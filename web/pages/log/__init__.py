"""Log: what people did, by person, ticket and day, for admins where the setting keeps it."""
