"""The panel's targets: routes, forms and templates."""
