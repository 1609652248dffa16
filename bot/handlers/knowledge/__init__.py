"""`/kb` and its buttons: articles found, read, written, published."""
