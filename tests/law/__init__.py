"""The law room: rules, engine, facts, and the courts."""
