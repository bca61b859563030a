"""What somebody does about themselves: their accounts, their data, to be forgotten."""
