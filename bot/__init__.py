"""The program: it wires the engine, the store and the platforms together, and keeps the time."""
