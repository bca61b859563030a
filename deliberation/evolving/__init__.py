"""What each kind of event changes, by subject; ``deliberation.evolve`` is the way in."""
