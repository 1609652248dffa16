"""The panel's organizations: routes, forms and templates."""
