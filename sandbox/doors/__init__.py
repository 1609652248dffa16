"""The doors as child processes: their database, environment, health."""
