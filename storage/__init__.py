"""Storage: keeps what was decided, and decides nothing. ``storage.port`` is the contract."""
