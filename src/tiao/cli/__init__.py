"""The command line: a door, no logic. Each command is one file; ``main`` turns every error into a sentence."""
