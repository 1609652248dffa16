"""The panel's button for another language: its route."""
