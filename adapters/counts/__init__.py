"""How counts are shown: in words and tables for every platform, and as pictures."""
