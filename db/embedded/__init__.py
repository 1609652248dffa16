"""A PostgreSQL of the desk's own: its directories, its server, its users."""
