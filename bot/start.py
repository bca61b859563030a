"""Where the program starts: with all of its commands, or with the one that needs nothing of the bot."""

import sys


def main() -> None:
    """Run ``folkmoot``.

    A count takes less time than loading everything that speaks to platforms and databases, so it does without.
    """
    if sys.argv[1:2] == ["count"]:
        from bot.counting.command import count  # noqa: PLC0415 - see above

        count(args=sys.argv[2:], prog_name="folkmoot count")
    else:
        from bot.cli import main as everything  # noqa: PLC0415 - see above

        everything()
