"""Things people keep in the panel: saved views of tickets, and the use log."""
