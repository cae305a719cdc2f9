"""The report room: structure, escaping, words, figures, pictures and files."""
