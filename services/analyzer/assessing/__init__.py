"""Assesses: the edges around `domain/assessing`, from observations to verdicts and warnings."""
