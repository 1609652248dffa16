"""Flows: what people do and see, as conversations over HTTP against the sandbox and a real PostgreSQL."""
