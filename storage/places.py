"""Where the parts of an assembly are kept that are neither in its own row nor wide enough for columns of their own.

What has a number is a body in a row. A map within the assembly, or within something numbered, that may grow to
thousands and changes one by one has a row for each key: else every change would write all of it anew.
"""

from typing import Any, Final, NamedTuple

from sqlalchemy import Table

from storage import codec, tables


class Numbered(NamedTuple):
    """Where what has a number is kept: of which field of an assembly, and in what form.

    The body of what ``fills`` is left alone while only its maps change: thousands of ballots are given in one poll.
    """

    field: str
    table: Table
    form: codec.Form[Any]
    fills: bool = False


class Keyed(NamedTuple):
    """Where a map is kept: of which field of an assembly, or of what is numbered ``within`` a field."""

    within: str
    field: str
    table: Table
    form: codec.Leaf[Any]


NUMBERED: Final = (
    Numbered("proposals", tables.proposals, codec.PROPOSAL),
    Numbered("concerns", tables.concerns, codec.CONCERN),
    Numbered("checks", tables.checks, codec.CHECK),
    Numbered("decisions", tables.decisions, codec.DECISION),
    Numbered("petitions", tables.petitions, codec.PETITION),
    Numbered("notices", tables.notices, codec.NOTICE),
    Numbered("moots", tables.moots, codec.MOOT),
    Numbered("senses", tables.senses, codec.SENSE),
    Numbered("actions", tables.actions, codec.ACTION),
    Numbered("acts", tables.acts, codec.ACT),
    Numbered("elections", tables.elections, codec.ELECTION),
    Numbered("polls", tables.polls, codec.POLL, fills=True),
    Numbered("referendums", tables.referendums, codec.REFERENDUM),
    Numbered("donations", tables.donations, codec.DONATION),
)

KEYED: Final = (
    Keyed("", "linked", tables.linked, codec.TEXT),
    Keyed("", "declined", tables.declined, codec.MOMENT),
    Keyed("", "waiting", tables.waiting, codec.WAITING),
    Keyed("", "donors", tables.donors, codec.DONOR),
    Keyed("checks", "seats", tables.seats, codec.SEAT),
    Keyed("petitions", "signatures", tables.signatures, codec.TEXT),
    Keyed("polls", "given", tables.given, codec.TEXT),
    Keyed("moots", "coming", tables.coming, codec.TEXT),
    Keyed("moots", "present", tables.present, codec.MOMENT),
    Keyed("moots", "spoken", tables.spoken, codec.COUNT),
    Keyed("senses", "leanings", tables.leanings, codec.LEANT),
)
