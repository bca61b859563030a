"""What concerns a person and no one assembly: their accounts, what is known of them, and being forgotten."""
