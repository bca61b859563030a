"""How ballots are counted: pure functions of the papers and a seed. Exact integers and fractions, never floats."""
