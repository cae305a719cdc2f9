"""SQL dumps: what they are made of, and the walk through them."""
