"""The roster: who is a member and until when, as the movement's membership secretary or system says it."""
