"""The features of the panel, one folder each: routes, forms and templates."""
