"""``python -m tiao.cli``: the same as ``tiao``."""

from tiao.cli.main import main

main()
