"""Who is there: people found and made, names as shown, whose turn it is."""
