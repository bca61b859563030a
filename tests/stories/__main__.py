"""`python -m tests.stories` plays the story on a local Discord, and prints it."""

import asyncio
import sys

from bot import logs
from tests.stories.playing import play

logs.configure(level="warning")
sys.exit(asyncio.run(play()))
