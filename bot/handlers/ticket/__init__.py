"""What people do with tickets: commands, presses, reactions."""
