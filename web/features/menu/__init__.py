"""The panel's menu: routes, forms and templates."""
