"""`python -m tests.stories` plays the story on a local Discord and prints it; with `federation`, a federation's."""

import asyncio
import sys

from bot import logs
from tests.stories import federation_playing, playing

FEDERATION = sys.argv[1:] == ["federation"]

# In a federation the operator writes to the register beside the bot, and people come into channels while they are being
# made: the bot tries again, as it should, and says so in its log, which is not part of the story.
logs.configure(level="error" if FEDERATION else "warning")
sys.exit(asyncio.run(federation_playing.play() if FEDERATION else playing.play()))
