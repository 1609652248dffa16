"""Pictures of figures: measured, put into words and onto a page, with a short text beside them."""
