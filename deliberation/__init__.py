"""The engine: people, assemblies, decisions and offices, as pure functions over immutable values.

It knows no platform, no database and no clock, and imports the standard library only. ``decide`` says what a command
brings about, ``evolve`` says what an event changes; everything else is a value that those two speak of.
"""
