"""How chats written as plain text are told from other text, and taken apart into messages."""
