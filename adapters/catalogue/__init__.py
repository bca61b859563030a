"""The commands, declared as data, a module for each group. ``adapters.commands`` has them all by name."""
