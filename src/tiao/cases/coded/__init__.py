"""Coded cases (编码案例): one JSON object a line, what a published source says of one case, as statements and back.

The line itself is the document: every statement quotes the piece of the line that says it, so that nothing is lost and
the record can be built again from its statements (``back.py``).
"""
