"""Words and reactions on tickets: adding, editing, withdrawing and delivering them."""
