"""Gifts as people type and read them, and what the law says of them by a dated table. Nothing of it is legal advice."""
