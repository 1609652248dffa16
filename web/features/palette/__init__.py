"""The panel's palette: one field that finds tickets, people and pages, its route and templates."""
