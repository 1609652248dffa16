"""A PostgreSQL of the desk's own: its place, its cluster, its server."""
