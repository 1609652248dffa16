"""The panel's text overrides: routes, forms and templates."""
