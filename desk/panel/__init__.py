"""What people keep for the web door: saved views of tickets."""
