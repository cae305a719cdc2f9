"""The report room: a case's figures as a page that a person reads and a document that a machine reads."""

from tiao.report.render import render_html, write_report

__all__ = ["render_html", "write_report"]
