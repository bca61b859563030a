"""What may be meant by what somebody types: things, people and offices, by subject."""
