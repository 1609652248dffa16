"""The panel's knowledge: routes, forms and templates."""
