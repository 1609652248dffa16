"""The panel's tickets: routes, forms and templates."""
