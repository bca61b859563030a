"""What commands bring about, one module a subject. ``deliberation.decide`` is the way in."""
