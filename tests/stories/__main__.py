"""`python -m tests.stories` plays the story on a local Discord and prints it; with `federation`, a federation's."""

import asyncio
import sys

from bot import logs
from tests.stories import federation_playing, playing

logs.configure(level="warning")
sys.exit(asyncio.run(federation_playing.play() if sys.argv[1:] == ["federation"] else playing.play()))
