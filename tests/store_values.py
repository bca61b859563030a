"""Values for the tests of stores, made by hand: the engine is not asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from deliberation.actions import Action
from deliberation.assembly import Assembly, Participant, Waiting
from deliberation.assessment import Outcome
from deliberation.checks import Check, OnProposal, OnRecall
from deliberation.effects import (
    AcceptDonation,
    Admit,
    Affiliate,
    ClaimRemit,
    CreateOffice,
    EndOffice,
    FillOffice,
    Part,
    ReleaseRemit,
    RestatePurpose,
    RuleChange,
)
from deliberation.federation import Affected, Kind, Notice, Objection, Origin, Peer, Root, Seat, Together
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.moots import Minute, Moot, MootState
from deliberation.offices import Petition, PetitionState
from deliberation.persistent import PersistentMap
from deliberation.phases import Phase
from deliberation.positions import Position, Stance, Tally
from deliberation.proposals import Concern, Decision, Proposal, Revision
from deliberation.register import Chain, Entry, SealedText, canonical, commitment, link
from deliberation.rules import PRESETS, Rules, with_rule
from deliberation.senses import Leaning, Leant, Sense
from storage.port import (
    AccountKey,
    AccountRow,
    BallotPut,
    Change,
    Code,
    Held,
    Membership,
    Owed,
    Posted,
    Received,
    Work,
)
from tests.store_offices_values import GIVER, MANDATE, offices_and_gifts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deliberation.effects import Effect

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADA, BEN, CLEO, DEV = (PersonId(name) for name in ("p-ada", "p-ben", "p-cleo", "p-dev"))
HALL, YARD = VenueId("matrix:!hall:example.org"), VenueId("discord:7")
FIRST, SECOND = AssemblyId("a-first"), AssemblyId("a-second")
NORTH, LEEDS, YORK = (Peer(AssemblyId(f"a-{name}"), name, name.title()) for name in ("north", "leeds", "york"))
EFFECTS: tuple[Effect, ...] = (
    Affiliate(NORTH),
    Admit(LEEDS),
    Part(YORK),
    ClaimRemit("press"),
    ReleaseRemit("press"),
    RestatePurpose("to go on"),
    CreateOffice(office="treasurer", seats=2, appointed_by="secretary", deputy_to="press", term=timedelta(days=30)),
    EndOffice("treasurer"),
    AcceptDonation(1),
)
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
    return assembly(
        name,
        rules=strict,
        convener=None,
        kind=Kind.CONSTITUENCY,
        members=PersistentMap({YORK.id: YORK}),
        member_of=PersistentMap({peer.id: peer for peer in (NORTH, LEEDS)}),
        remit=PersistentMap({"press": 1, "accounts": 2}),
        next_lapse=NOW + 800 * HOUR,
        moots=PersistentMap({1: _held_moot(), 2: moot(2)}),
        senses=PersistentMap({1: _felt(), 2: sense(2, decision=1, asked_by=None, closed_at=NOW)}),
        actions=PersistentMap({1: action(1), 2: action(2, done_at=NOW, done_by=ADA, source="$d", reminders=2)}),
        dissolved_at=NOW + HOUR,
        notices=PersistentMap({1: notice(1), 2: notice(2, closed="decided", objections=())}),
        venues=frozenset({HALL, YARD}),
        replaced=PersistentMap({HALL: YARD}),
        silent=PersistentMap({YARD: NOW}),
        **_people(),
        **_matters(),
        checks=_checks(strict),
        petitions=PersistentMap({1: _petition()}),
        **offices_and_gifts(),
    )


def _people() -> dict[str, Any]:
    """Give an assembly those who take part, wait, were linked and gave up their place."""
    return {
        "linked": PersistentMap({PersonId("p-adas-other"): ADA, PersonId("p-first-of-ada"): ADA}),
        "declined": PersistentMap({DEV: NOW}),
        "participants": PersistentMap(
            {
                ADA: participant(ADA, HALL, YARD),
                BEN: replace(participant(BEN), apologies_until=NOW + HOUR),
                CLEO: replace(participant(CLEO, YARD), enrolled_until=NOW + 800 * HOUR, let_in=frozenset({HALL, YARD})),
                DEV: replace(participant(DEV), venues=frozenset(), enrolled_until=NOW + 900 * HOUR),
            }
        ),
        "waiting": PersistentMap(
            {
                BEN: replace(outside(BEN, HALL, YARD), asked_at=NOW, welcomed_by=(ADA, CLEO)),
                DEV: outside(DEV),
            }
        ),
    }


def _matters() -> dict[str, Any]:
    """Give an assembly what was proposed, what is held against it and what was decided."""
    amended = Revision(
        number=2,
        title="Seeds",
        text="Buy seeds.\n" * 50,
        suffering="The hungry",
        affects=("x", "y"),
        review="2027-01-01",
        mandate=MANDATE,
    )
    first = proposal(1, phase=Phase.CLOSED, check=1, decision=1, kind="press", **_from_elsewhere())
    second = proposal(2, phase=Phase.CHECK, effect=RuleChange("period", "96h"), check=2, failed_checks=1)
    return {
        "proposals": PersistentMap(
            {
                1: replace(first, revisions=(first.latest, amended)),
                2: second,
                3: proposal(3, effect=FillOffice("secretary", CLEO), withdrawn=True, phase=Phase.CLOSED),
                **{number: proposal(number, effect=effect) for number, effect in enumerate(EFFECTS, start=4)},
            }
        ),
        "concerns": PersistentMap(
            {
                1: Concern(number=1, proposal=1, person=BEN, text="Too dear", raised_at=NOW, resolved=True),
                2: Concern(number=2, proposal=2, person=CLEO, text="Too late", raised_at=NOW),
            }
        ),
        "decisions": PersistentMap(
            {
                1: Decision(number=1, proposal=1, check=1, made_at=NOW, cooling_until=NOW + HOUR),
                2: Decision(number=2, proposal=2, check=2, made_at=NOW, sent_back=True, waits_for=(NORTH, YORK)),
                3: Decision(number=3, proposal=1, check=0, made_at=NOW, poll=2),
            }
        ),
    }


def _checks(rules: Rules) -> PersistentMap[int, Check]:
    """Give a check that is closed, one that goes on by ``rules`` of its own, and one on a recall."""
    return PersistentMap(
        {
            1: check(
                1,
                outcome=Outcome.CONSENSUS,
                closed_at=NOW + HOUR,
                positions=PersistentMap(
                    {
                        ADA: Position(Stance.AGREE, source="$r1"),
                        BEN: Position(Stance.STAND_ASIDE, "Not for me", "$r2", cooling=True, at=NOW + HOUR),
                        CLEO: Position(Stance.STAND_ASIDE, at=NOW, erased=True),
                    }
                ),
                tally=Tally(agree=1),
                cooling_tally=Tally(stand_aside=1),
                reminded=True,
            ),
            2: check(
                2,
                rules=rules,
                round=3,
                excused=frozenset({CLEO}),
                called_by=None,
                positions=PersistentMap({ADA: Position(Stance.BLOCK, lapsed=True)}),
                tally=Tally(block=1),
                quorum_extended=True,
                reason_extended=True,
                **_with_seats(),
            ),
            3: check(3, question=OnRecall(1), roll=()),
        }
    )


def _petition() -> Petition:
    return Petition(
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
        act=1,
        statement="It was agreed.",
        returns=True,
        away=PersistentMap({DEV: "$s2", BEN: ""}),
    )


def _from_elsewhere() -> dict[str, Any]:
    """Give a proposal all that may bind it to other assemblies."""
    root = Root(NORTH.id, 7, 2)
    return {
        "origins": (
            Origin(peer=NORTH, proposal=7, how=Together.NESTED, root=root, check=3, round=2),
            Origin(peer=YORK, proposal=1, how=Together.JOINT, root=root),
        ),
        "partners": (YORK, LEEDS),
        "agreed_by": (LEEDS.id,),
        "affected": PersistentMap({YORK.id: Affected(peer=YORK, until=NOW + HOUR, objections=(_objection(BEN),))}),
    }


def _with_seats() -> dict[str, Any]:
    """Give a check the places of other assemblies, and what became of it since it was called."""
    blocked = seat(
        LEEDS, stance=Stance.BLOCK, heard=True, blockers=(CLEO,), reasons="It harms", cooling_until=NOW + HOUR
    )
    return {
        "seats": PersistentMap({LEEDS.id: blocked, YORK.id: seat(YORK)}),
        "same": PersistentMap({BEN: ADA}),
        "objecting": frozenset({NORTH.id}),
        "late_answers": PersistentMap({CLEO: Stance.AGREE}),
        "begun_before": (NOW - HOUR, NOW),
    }


def _objection(person: PersonId) -> Objection:
    return Objection(person=person, text="It is ours to say")


def seat(peer: Peer, **more: Any) -> Seat:
    """Make the place of a member assembly on a roll."""
    return Seat(peer=peer, **more)


def notice(number: int, **more: Any) -> Notice:
    """Make what was heard of a proposal elsewhere, with an objection to it."""
    made = Notice(
        number=number,
        peer=NORTH,
        proposal=7,
        title="A new hall",
        text="We build it.",
        told_at=NOW,
        until=NOW + HOUR,
        objections=(_objection(ADA),),
    )
    return replace(made, **more)


def outside(person: PersonId, *venues: VenueId) -> Waiting:
    """Make somebody who is in venues and does not take part yet."""
    return Waiting(person=person, venues=frozenset(venues))


def moot(number: int, **more: Any) -> Moot:
    """Make a meeting that is announced."""
    made = Moot(
        number=number,
        title="In the hall",
        proposals=(1, 2),
        called_by=ADA,
        called_at=NOW,
        starts_at=NOW + 9 * HOUR,
        length=timedelta(minutes=90, microseconds=1),
        remind_at=NOW + 8 * HOUR,
    )
    return replace(made, **more)


def _held_moot() -> Moot:
    return moot(
        1,
        state=MootState.OPEN,
        reminded=True,
        coming=PersistentMap({ADA: "$c1", BEN: ""}),
        present=PersistentMap({ADA: NOW, CLEO: NOW + HOUR}),
        hands=(CLEO, ADA),
        speaker=ADA,
        spoken=PersistentMap({ADA: 2, BEN: 1}),
        minutes=(Minute(NOW, ADA, "We begin."), Minute(NOW + HOUR, ADA, "We end.")),
        opened_at=NOW,
        closed_at=NOW + HOUR,
    )


def sense(number: int, **more: Any) -> Sense:
    """Make a question to the room."""
    return replace(Sense(number=number, question="Shall we?", asked_by=ADA, asked_at=NOW, until=NOW + HOUR), **more)


def _felt() -> Sense:
    return sense(1, leanings=PersistentMap({ADA: Leant(Leaning.YES), BEN: Leant(Leaning.NO, "Too soon", "$l", NOW)}))


def action(number: int, **more: Any) -> Action:
    """Make something to be done."""
    made = Action(number=number, decision=1, text="Book it", person=BEN, set_by=ADA, set_at=NOW, due=NOW + HOUR)
    return replace(made, **more)


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


def code(handle: str, **more: Any) -> Code:
    """Make a one-time code."""
    made = Code(handle=handle, purpose="link", subject=ADA, proof="5f", expires_at=NOW + HOUR)
    return replace(made, **more)


def membership(reference: str, person: PersonId = ADA, **more: Any) -> Membership:
    """Make a row of the roster."""
    made = Membership(reference=reference, person=person, constituency="leeds", paid_until=date(2026, 12, 31))
    return replace(made, **more)


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
        former={PersonId("p-adas-other"): ADA},
        codes={"7QK": code("7QK", tries=2), "GONE": None},
        memberships=[membership("m1")],
        notes={("matrix", "admits"): "7", ("matrix", "gone"): ""},
        ballots=[BallotPut(FIRST, 3, "slot", "sealed")],
        addresses={(FIRST, GIVER): "1 The Street\nLeeds"},
    )
