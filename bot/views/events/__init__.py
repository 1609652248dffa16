"""Events as staff read them."""
