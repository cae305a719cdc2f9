"""tiao (条): seal what was seized, count the personal information in it, and say what the law makes of the count."""

__version__ = "0.1.0"
