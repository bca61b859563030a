"""Discord: slash commands, forms, buttons and reactions become what the program understands, and it is answered there.

Channels and threads are venues. discord.py carries everything; ``platform.DiscordPlatform`` puts this package together.
"""
