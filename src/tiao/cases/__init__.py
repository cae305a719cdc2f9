"""Judgments to statements with their quotes (裁判文书结构化). Nothing here reads evidence, and nothing is fetched."""
