"""What reports have made, as it reaches who asked."""
