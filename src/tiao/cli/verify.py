"""``tiao verify``: is everything still what was sealed and counted?"""

from __future__ import annotations

from pathlib import Path

import click

from tiao.cli.options import case_option
from tiao.cli.output import json_option, print_json, stdout
from tiao.cli.progress import bars
from tiao.errors import IntegrityBroken


@click.command(short_help="Check that nothing has changed.")
@case_option
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A checkpoint that was kept elsewhere: shows that the log only grew since.",
)
@json_option
def verify(case: Path, checkpoint: Path | None, as_json: bool) -> int:
    """Check seals, originals, log and ledger, count every run and draw every sample again, and compare.

    Works offline. Exit code 3 if anything differs.
    """
    from tiao.run import verify as do
    from tiao.run.replays import in_words, redraws_in_words

    with bars() as progress:
        checked = do(case, checkpoint=checkpoint, progress=progress)
    if as_json:
        print_json(checked)
    else:
        console = stdout()
        for finding in checked["findings"]:
            console.print(f"✗ {finding['where']}: {finding['what']}", style="bold red")
        console.print(in_words(checked["runs"]))
        if samples := redraws_in_words(checked["samples"]):
            console.print(samples)
        if checked["intact"]:
            console.print("✓ intact 完好: seals, sealed files, log, ledger, runs", style="green")
        else:
            console.print(f"✗ broken 已破坏: {len(checked['findings'])} findings", style="bold red")
    return 0 if checked["intact"] else IntegrityBroken.exit_code
