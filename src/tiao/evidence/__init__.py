"""The evidence room (证据室): the only room with raw values. Masked values, digests and blind tokens leave it."""
