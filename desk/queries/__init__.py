"""Read models for every channel: frozen values, never rows."""
