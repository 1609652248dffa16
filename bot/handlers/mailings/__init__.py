"""`/announce` and its buttons, and the switch under each mailing."""
