"""Parts that all pages of the panel share: their frame, forms and return addresses."""
