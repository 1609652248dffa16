"""Whether two requests are about the same: how alike their words are, and the places they name."""
