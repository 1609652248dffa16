"""The panel's ticket: routes, forms and templates."""
