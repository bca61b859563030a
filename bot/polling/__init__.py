"""Secret ballots: how they are sealed and kept, opened and counted, and what their givers read."""
