"""The demo's story, told on a local Discord, and in a Matrix room and a Discord channel at once."""
