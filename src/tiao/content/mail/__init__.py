"""What letters are made of: MIME parts, heads and names of senders."""
