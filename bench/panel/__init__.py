"""The panel of a large desk: its data, its pages, pages that stay open, what a phone sees first."""
