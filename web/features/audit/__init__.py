"""The panel's audit: routes, forms and templates."""
