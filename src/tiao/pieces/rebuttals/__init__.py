"""Rebuttals (反证) of the bulk presumption (法释〔2017〕10号 art. 11(3)): what they take out of a count."""
