"""Fields that admins declare for requests, and what these hold."""
