"""Many tickets at once: pages of lists, reminders."""
