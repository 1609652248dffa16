"""The panel of a large desk: what is in it, its pages, pages that stay open, what a phone sees first."""
