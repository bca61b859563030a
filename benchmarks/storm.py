"""Thousands of reactions in one second, from a local Discord through discord.py and the program into SQLite.

``python -m benchmarks.storm [--json] [--channels 10]``. The local Discord is a process of its own, and holds the bot to
Discord's limits. Beside it, in the same run, a bare loop that only receives, parses and counts the same.
"""

import argparse
import asyncio
import json
import logging
import tempfile
from pathlib import Path
from typing import Any

import structlog

from tests.support.discord_elsewhere import elsewhere
from tests.support.discord_storm import FIRST, MEANINGLESS, SECOND, Run, Stage

PEOPLE, EACH, CARDS = 121, 100, 50
WITHIN = 1.0
HEARTBEAT = 1.0
"""Discord's is 41.25 s. So often, one that is held up is seen."""
TELL_WITHIN = 100.0
"""Seconds after which something that was to be seen is waited for no longer."""

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


async def measure(folder: Path, channels: int) -> dict[str, Any]:
    """Have two storms: everybody reacts to every card, and then everybody changes their mind."""
    async with elsewhere(heartbeat=HEARTBEAT) as there:
        stage = Stage(there, folder, people=PEOPLE, channels=channels, checks=CARDS // channels)
        await stage.set_up()
        result: dict[str, Any] = {}
        async with stage.running() as run:
            run.watch()
            await there.ask("limits", lifted=False)
            for name, emoji in (("", FIRST), ("changed_", SECOND)):
                told = await one_storm(stage, run, emoji)
                result |= {f"{name}{key}": value for key, value in told.items()}
            account = await there.ask("account")
            result |= {
                "heartbeats": account["beats"],
                "heartbeats_late": account["late"],
                "longest_between_heartbeats_s": round(account["longest_beat"], 2),
                "refused_429": sum(account["refused"].values()),
                "refused": ", ".join(account["refused"]),
                "problems": len(account["problems"]),
            }
        bare = await stage.bare(stage.reactions(MEANINGLESS, EACH), within=WITHIN)
        result |= {
            "bare_s": round(bare.durable, 2),
            "bare_cpu_s": round(bare.cpu, 2),
            "ratio": round(bare.cpu / result["cpu_s"], 3),
        }
        return result


async def one_storm(stage: Stage, run: Run, emoji: str) -> dict[str, Any]:
    """Have one storm, and see how soon something else is said, and every card shows its end."""
    blow = await stage.blow(run, stage.reactions(emoji, EACH), within=WITHIN)
    room, title = stage.rooms[0], f"After {emoji}"
    answering = asyncio.create_task(stage.answered(room, "status", within=TELL_WITHIN))
    await stage.say(run, room, "propose", {"title": title, "text": "Why not."})
    said = await stage.read(room, title, within=TELL_WITHIN)
    answered = await answering
    shown = await stage.all_shown(run, within=TELL_WITHIN)
    account = await stage.account()
    return {
        "sent": blow.sent,
        "sent_in_s": round(blow.sent_in, 2),
        "durable_s": round(blow.durable, 2),
        "longest_loop_pause_s": round(blow.pause, 3),
        "tally_right": await stage.tally_right(run),
        "transactions": blow.commits,
        "cpu_s": round(blow.cpu, 2),
        "server_cpu_s": round(blow.server_cpu, 2),
        "private_answer_after_s": round(answered, 2),
        "post_after_s": round(said, 2),
        "cards_right_after_s": round(shown, 1),
        "edits": account["edits"],
        "taken_away": account["taken_away"],
    }


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--channels", type=int, default=1, help="over how many channels the 50 cards are spread")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(measure(Path(folder), arguments.channels))
    if arguments.json:
        print(json.dumps(result))
    else:
        print("\n".join(f"{name:32} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
