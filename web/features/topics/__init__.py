"""The panel's topics: routes, forms and templates."""
