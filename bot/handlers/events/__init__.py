"""`/event` and its buttons: the desk's events, and a ticket's."""
