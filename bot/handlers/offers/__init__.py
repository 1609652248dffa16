"""What requesters press on what was offered to them."""
