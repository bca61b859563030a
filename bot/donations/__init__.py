"""Gifts, as far as the program has to do with them beside the assembly that keeps them: where, addresses, tables."""
