"""The panel's hours: routes, forms and templates."""
