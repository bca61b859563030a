"""What `folkmoot demo` needs: a homeserver of its own, and people to talk in it."""
