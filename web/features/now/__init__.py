"""The panel's now: routes, forms and templates."""
