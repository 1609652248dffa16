"""The panel's people: routes, forms and templates."""
