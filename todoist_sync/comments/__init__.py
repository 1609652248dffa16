"""Comments under a task: how entries become them and what stands in them."""
