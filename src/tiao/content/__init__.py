"""Bytes to tables of text, with row numbers as a person sees them."""
