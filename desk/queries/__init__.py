"""Reading for doors: frozen values, never rows."""
