"""Events side by side: measured, put into words and onto a page."""
