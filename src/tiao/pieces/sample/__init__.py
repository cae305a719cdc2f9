"""Samples that people verify by hand (抽样核实), and what their verdicts mean for the count.

``frame.py`` draws, ``record.py`` keeps what was drawn and found, ``bounds.py`` says what follows, ``carry.py`` takes it
into the count. docs/reference/sampling.md is normative.
"""
