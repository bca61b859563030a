"""Whether rosters can come in as the settings say; for ``folkmoot doctor``."""

from collections.abc import Iterator
from pathlib import Path

from adapters.phrases import count
from bot.complaints import SettingsError
from bot.credentials import roster_token
from bot.findings import Finding, ok, problem
from bot.roster.operating import contents
from bot.roster.reading import read
from bot.roster.records import RosterError, in_csv
from bot.settings import Configuration, is_unprotected


def examine_roster(configuration: Configuration) -> Iterator[Finding]:
    """Look at the file that is watched and at where lists are handed in, as far as there are any."""
    roster = configuration.settings.roster
    if roster.file:
        yield _file(configuration.beside(roster.file))
    if roster.listen:
        yield from _door(configuration, roster.listen)


def _file(file: Path) -> Finding:
    try:
        reading = read(in_csv(contents(file)))
    except RosterError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return problem(
                f"There is no roster at {file}, where file in [roster] says that one is.",
                "put the list of members there (docs/roster.md); until then members stay as they are.",
            )
        return problem(
            f"No roster can be taken in from {file}: {str(error).rstrip('.')}.",
            "see docs/roster.md; until then members stay as they are.",
        )
    if reading.complaints:
        refused = len({complaint.line for complaint in reading.complaints})
        return problem(
            f"{count(refused, 'row', 'rows')} of the roster {file} would be refused, so nothing of it is taken in.",
            f"run `folkmoot roster import {file}`, which says what is wrong with each.",
        )
    return ok(f"The roster {file} can be read: {count(len(reading.rows), 'row', 'rows')}.")


def _door(configuration: Configuration, place: str) -> Iterator[Finding]:
    try:
        roster_token(configuration)
    except SettingsError as error:
        yield problem(str(error), "do as it says, and run `folkmoot doctor` again.")
    else:
        yield ok(f"A membership system can hand in the roster at {place}.")
    if is_unprotected(f"http://{place}"):
        yield problem(
            f"What is handed in at {place} is not encrypted, and it can be reached from elsewhere than this machine.",
            "listen at 127.0.0.1, and put a web server with TLS before it.",
        )
