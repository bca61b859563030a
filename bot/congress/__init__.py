"""A congress: the national assembly, the regions and the constituencies of a movement, founded from one file."""
