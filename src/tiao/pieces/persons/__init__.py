"""Natural persons (同一自然人): records joined by any shared valid identifier, what people decided, proposals."""
