"""The panel's settings: routes, forms and templates."""
