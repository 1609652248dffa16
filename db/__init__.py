"""The memory: tables, queue, unit of work, embedded server. Imports nothing of ours."""
