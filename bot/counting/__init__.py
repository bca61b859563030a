"""Ballots counted from files: reading and writing them, and what is shown of a count."""
