"""Text in the cells of spreadsheets."""
