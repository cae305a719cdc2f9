"""A synthetic photo album (相册) with known truth: documents, lists, screenshots and scenes, all of invented people."""
