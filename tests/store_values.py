"""Values for the tests of stores, made by hand: the engine is not asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from deliberation.assembly import (
    Assembly,
    Check,
    Concern,
    Decision,
    FillOffice,
    Office,
    OnProposal,
    OnRecall,
    Participant,
    Petition,
    PetitionState,
    Proposal,
    Revision,
    RuleChange,
)
from deliberation.assessment import Outcome
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.persistent import PersistentMap
from deliberation.phases import Phase
from deliberation.positions import Position, Stance, Tally
from deliberation.register import Chain, Entry, SealedText, canonical, commitment, link
from deliberation.rules import PRESETS, with_rule
from storage.port import AccountKey, AccountRow, Change, Held, Owed, Posted, Received, Work

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADA, BEN, CLEO, DEV = (PersonId(name) for name in ("p-ada", "p-ben", "p-cleo", "p-dev"))
HALL, YARD = VenueId("matrix:!hall:example.org"), VenueId("discord:7")
FIRST, SECOND = AssemblyId("a-first"), AssemblyId("a-second")
HOSTILE = {"nul": "before\0after", "half a pair": "before\ud83dafter"}
HARMLESS = (
    "",
    "\\u0000",
    "\\\\u0000 \\",
    "'; DROP TABLE register; --",
    'quotes " and ` and %s and :name and ?',
    "🛑🏽\u200d♀️ ✍️ שלום \u202eevil\u202c",
    "\x01\x1b[31m\x7f\u2028\ufeff\uffff",
    "line\r\nline\ttab",
    "long " * 20_000,
)


def participant(person: PersonId, *venues: VenueId) -> Participant:
    """Make somebody who takes part."""
    return Participant(person=person, venues=frozenset(venues or (HALL,)), joined_at=NOW)


def proposal(number: int, **more: object) -> Proposal:
    """Make a proposal of one revision."""
    revision = Revision(number=1, title=f"Proposal {number}", text="Let us.")
    made = Proposal(number=number, proposer=ADA, made_at=NOW, revisions=(revision,))
    return replace(made, **more)  # type: ignore[arg-type]


def check(number: int, roll: Iterable[PersonId] = (ADA, BEN, CLEO), **more: object) -> Check:
    """Make an open check on the proposal of the same number."""
    made = Check(
        number=number,
        question=OnProposal(number, 1),
        round=1,
        text_hash="0" * 64,
        rules=PRESETS["folkmoot"],
        roll=frozenset(roll),
        excused=frozenset(),
        called_by=ADA,
        opened_at=NOW,
        remind_at=NOW + HOUR,
        deadline=NOW + 2 * HOUR,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def assembly(identifier: AssemblyId = FIRST, /, **more: object) -> Assembly:
    """Make an assembly just founded, with two who take part."""
    made = Assembly(
        id=identifier,
        slug=f"slug-of-{identifier}",
        name="The first",
        purpose="to begin",
        rules=PRESETS["folkmoot"],
        founder=ADA,
        founded_at=NOW,
        convener=ADA,
        venues=frozenset({HALL}),
        participants=PersistentMap({person: participant(person) for person in (ADA, BEN)}),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def rich_assembly(name: AssemblyId = FIRST) -> Assembly:
    """Make an assembly that has something in every place."""
    strict = with_rule(with_rule(PRESETS["harmony"], "quorum-share", "3/7"), "period", "90m")
    amended = Revision(
        number=2,
        title="Seeds",
        text="Buy seeds.\n" * 50,
        suffering="The hungry",
        affects=("x", "y"),
        review="2027-01-01",
    )
    first = proposal(1, phase=Phase.CLOSED, check=1, decision=1)
    second = proposal(2, phase=Phase.CHECK, effect=RuleChange("period", "96h"), check=2, failed_checks=1)
    return assembly(
        name,
        rules=strict,
        convener=None,
        venues=frozenset({HALL, YARD}),
        replaced=PersistentMap({HALL: YARD}),
        silent=PersistentMap({YARD: NOW}),
        participants=PersistentMap(
            {
                ADA: participant(ADA, HALL, YARD),
                BEN: replace(participant(BEN), apologies_until=NOW + HOUR),
                CLEO: participant(CLEO, YARD),
            }
        ),
        offices=PersistentMap(
            {
                "secretary": Office(name="secretary", holder=BEN, since=NOW, until=NOW + 900 * HOUR),
                "treasurer": Office(name="treasurer", election_open=True),
            }
        ),
        proposals=PersistentMap(
            {
                1: replace(first, revisions=(first.latest, amended)),
                2: second,
                3: proposal(3, effect=FillOffice("secretary", CLEO), withdrawn=True, phase=Phase.CLOSED),
            }
        ),
        concerns=PersistentMap(
            {
                1: Concern(number=1, proposal=1, person=BEN, text="Too dear", raised_at=NOW, resolved=True),
                2: Concern(number=2, proposal=2, person=CLEO, text="Too late", raised_at=NOW),
            }
        ),
        checks=PersistentMap(
            {
                1: check(
                    1,
                    outcome=Outcome.CONSENSUS,
                    closed_at=NOW + HOUR,
                    positions=PersistentMap(
                        {
                            ADA: Position(Stance.AGREE, source="$r1"),
                            BEN: Position(Stance.STAND_ASIDE, "Not for me", "$r2", cooling=True),
                        }
                    ),
                    tally=Tally(agree=1),
                    cooling_tally=Tally(stand_aside=1),
                    reminded=True,
                ),
                2: check(
                    2,
                    rules=strict,
                    round=3,
                    excused=frozenset({CLEO}),
                    called_by=None,
                    positions=PersistentMap({ADA: Position(Stance.BLOCK, lapsed=True)}),
                    tally=Tally(block=1),
                    quorum_extended=True,
                    reason_extended=True,
                ),
                3: check(3, question=OnRecall(1), roll=()),
            }
        ),
        decisions=PersistentMap(
            {
                1: Decision(number=1, proposal=1, check=1, made_at=NOW, cooling_until=NOW + HOUR),
                2: Decision(number=2, proposal=2, check=2, made_at=NOW, sent_back=True),
            }
        ),
        petitions=PersistentMap(
            {
                1: Petition(
                    number=1,
                    office="secretary",
                    officer=BEN,
                    starter=ADA,
                    reason="He acted alone",
                    unmandated=True,
                    started_at=NOW,
                    until=NOW + HOUR,
                    signatures=PersistentMap({ADA: "$s1", CLEO: ""}),
                    state=PetitionState.RECALL_OPEN,
                    check=3,
                )
            }
        ),
    )


def entries_after(name: AssemblyId, chain: Chain, count: int, record: str = "") -> tuple[list[Entry], Chain]:
    """Make entries that continue a register, and say where it ends."""
    made = []
    for _ in range(count):
        written = record or canonical({"n": chain.number + 1, "type": "Something"})
        chain = Chain(chain.number + 1, link(chain.hash, written))
        made.append(Entry(name, chain.number, written, chain.hash))
    return made, chain


def change(
    before: Held | None, after: Assembly, *, entries: int = 1, next_due: datetime | None = None, record: str = ""
) -> Change:
    """Make the change from one value to another, with so many entries."""
    made, end = entries_after(after.id, before.chain if before else Chain(), entries, record)
    return Change(before=before, after=Held(after, end), entries=made, sealed=(), next_due=next_due)


def sealed(name: AssemblyId, entry: int, field: str = "reason", text: str = "because") -> SealedText:
    """Make a text that stands beside an entry."""
    salt = "ab" * 16
    assert commitment(salt, "")
    return SealedText(name, entry, field, salt, text)


def account(name: str, person: PersonId = ADA, shown: str = "Ada", platform: str = "matrix") -> AccountRow:
    """Make an account."""
    return AccountRow(key=AccountKey(platform, name), person=person, name=shown)


def reaction(
    source: str, by: str = "@ada", target: str = "$card", key: str = "✅", platform: str = "matrix"
) -> Received:
    """Make a reaction that came in."""
    return Received(platform=platform, source=source, account=by, target=target, key=key)


def message(source: str, platform: str = "matrix") -> Received:
    """Make something that came in and is no reaction."""
    return Received(platform=platform, source=source, account="@ada")


def owed(key: str, lane: str = "hall", body: str = "", *, repeats: bool = False) -> Owed:
    """Make a message owed."""
    return Owed(key=key, lane=lane, body=body or f"body of {key}", repeats=repeats)


def card(message: str, subject: str = "check:1:1", venue: VenueId = HALL) -> Posted:
    """Make a card of ours."""
    return Posted(platform="matrix", venue=venue, message=message, assembly=FIRST, subject=subject, card=True)


def everything() -> Work:
    """Make a work that writes something to every table."""
    founded = change(None, rich_assembly(), entries=3, next_due=NOW)
    return Work(
        changes=[replace(founded, sealed=[sealed(FIRST, 2)])],
        accounts=[account("@ada")],
        received=[reaction("$r1"), message("$m1")],
        lifted=[("matrix", "$r1")],
        owed=[owed("k1"), owed("card", repeats=True)],
        cursors={"matrix": "s1"},
        heard={"matrix": NOW},
        private_venues={AccountKey("matrix", "@ada"): HALL},
        notes={("matrix", "admits"): "7", ("matrix", "gone"): ""},
    )
