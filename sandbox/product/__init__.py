"""The product under the demo: its processes, database, environment and health."""
