"""An assembly as a database held it at 0002, and what it is: later programs must read it as that."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from deliberation.assessment import Outcome
from deliberation.effects import RuleChange
from deliberation.offices import Office, Petition, Tenure
from deliberation.persistent import PersistentMap
from deliberation.phases import Phase
from deliberation.positions import Position, Stance, Tally
from deliberation.proposals import Concern, Decision
from tests.store_values import ADA, BEN, FIRST, HOUR, NOW, assembly, check, proposal

if TYPE_CHECKING:
    from deliberation.assembly import Assembly

AT, LATER = "2026-03-01T12:00:00.123456Z", "2026-03-01T13:00:00.123456Z"
HEAD = "a062959cd8d8e7dfab5f65fbcc9186cb5602edbb837a53d8d61108e631806672"
_RULES = {
    "agree-share": "1/2",
    "ballots": "yes",
    "callers": "secretary",
    "concern-wait": "72h",
    "cooling-off": "0h",
    "deadlock-after": "2",
    "extension-share": "1/2",
    "objection-share": "1/10",
    "period": "72h",
    "quorum-minimum": "3",
    "quorum-share": "1/5",
    "reason-grace": "24h",
    "recall-minimum": "3",
    "recall-minimum-unmandated": "2",
    "recall-rule": "majority",
    "recall-share": "1/10",
    "recall-window": "14d",
    "secretary-term": "365d",
    "stand-aside-share": "1/3",
    "suffering-statement": "no",
    "time-zone": "Europe/London",
}
_ASSEMBLY = {
    "convener": "p-ada",
    "founded_at": AT,
    "founder": "p-ada",
    "offered": {},
    "offices": {
        "secretary": {
            "name": "secretary",
            "holder": "p-ben",
            "since": AT,
            "until": None,
            "election_open": False,
            "past": [],
        },
        "treasurer": {
            "name": "treasurer",
            "holder": "p-ada",
            "since": AT,
            "until": LATER,
            "election_open": False,
            "past": [{"holder": "p-ben", "since": "2026-02-01T00:00:00Z", "until": AT}],
        },
        "press": {
            "name": "press",
            "holder": None,
            "since": None,
            "until": None,
            "election_open": True,
            "past": [{"holder": "p-ada", "since": AT, "until": LATER}],
        },
    },
    "purpose": "to begin",
    "replaced": {},
    "rules": _RULES,
    "silent": {},
}


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def body(offices: dict[str, Any], purpose: str) -> str:
    """Write an assembly's body with other offices and another purpose."""
    return _text({**_ASSEMBLY, "offices": offices, "purpose": purpose})


_REVISION = {"number": 1, "title": "Proposal 1", "text": "Let us.", "suffering": "", "affects": [], "review": ""}
_PROPOSAL = {
    "check": 1,
    "decision": 1,
    "effect": {"RuleChange": {"rule": "period", "value": "96h"}},
    "failed_checks": 0,
    "made_at": AT,
    "number": 1,
    "phase": "closed",
    "proposer": "p-ada",
    "revisions": [_REVISION],
    "withdrawn": False,
}
_CHECK = {
    "begun_before": [],
    "called_by": "p-ada",
    "closed_at": LATER,
    "cooling_tally": {"agree": 0, "stand_aside": 0, "block": 0, "remove": 0, "keep": 0},
    "deadline": "2026-03-01T14:00:00.123456Z",
    "late_answers": {},
    "number": 1,
    "opened_at": AT,
    "outcome": "consensus",
    "question": {"OnProposal": {"proposal": 1, "revision": 1}},
    "quorum_extended": False,
    "reason_extended": False,
    "remind_at": LATER,
    "reminded": False,
    "round": 1,
    "tally": {"agree": 1, "stand_aside": 0, "block": 0, "remove": 0, "keep": 0},
    "text_hash": "0" * 64,
}
_PETITION = {
    "check": None,
    "number": 1,
    "office": "secretary",
    "officer": "p-ben",
    "reason": "Alone",
    "started_at": AT,
    "starter": "p-ada",
    "state": "gathering signatures",
    "unmandated": False,
    "until": LATER,
}
_CONCERN = {"number": 1, "person": "p-ben", "proposal": 1, "raised_at": AT, "resolved": False, "text": "Too dear"}
_DECISION = {"check": 1, "cooling_until": None, "made_at": AT, "number": 1, "proposal": 1, "sent_back": False}


_VENUES = _text(["matrix:!hall:example.org"])
ROWS: dict[str, list[tuple[Any, ...]]] = {
    "assemblies": [(FIRST, "first", "The first", _VENUES, 1, HEAD, AT, _text(_ASSEMBLY))],
    "participants": [(FIRST, "p-ada", _VENUES, AT, None), (FIRST, "p-ben", _VENUES, AT, None)],
    "proposals": [(FIRST, 1, _text(_PROPOSAL))],
    "concerns": [(FIRST, 1, _text(_CONCERN))],
    "checks": [(FIRST, 1, _text(_CHECK))],
    "decisions": [(FIRST, 1, _text(_DECISION))],
    "petitions": [(FIRST, 1, _text(_PETITION))],
    "rolls": [(FIRST, 1, _text(["p-ada", "p-ben", "p-cleo"]), "[]", _text(_RULES))],
    "positions": [(FIRST, 1, "p-ada", "agree", "", "$r1", False, False)],
    "signatures": [(FIRST, 1, "p-ada", "$s1")],
    "register": [(FIRST, 1, '{"n":1,"type":"Something"}', HEAD)],
    "accounts": [
        ("discord", "200", "p-ben", "Straße"),
        ("matrix", "@ada:example.org", "p-ada", "Ada"),
        *(("matrix", f"@{n}:example.org", f"p{n}", f"Member {n}") for n in range(1500)),
    ],
}
"""Rows as 0002 had them, column by column."""


def what_it_is() -> Assembly:
    """Give the assembly that these rows are."""
    closed = check(
        1,
        outcome=Outcome.CONSENSUS,
        closed_at=NOW + HOUR,
        positions=PersistentMap({ADA: Position(Stance.AGREE, source="$r1")}),
        tally=Tally(agree=1),
    )
    carried = proposal(1, phase=Phase.CLOSED, check=1, decision=1, effect=RuleChange("period", "96h"))
    concern = Concern(number=1, proposal=1, person=BEN, text="Too dear", raised_at=NOW)
    petition = Petition(
        number=1,
        office="secretary",
        officer=BEN,
        starter=ADA,
        reason="Alone",
        unmandated=False,
        started_at=NOW,
        until=NOW + HOUR,
        signatures=PersistentMap({ADA: "$s1"}),
    )
    return assembly(
        slug="first",
        offices=PersistentMap(_offices()),
        proposals=PersistentMap({1: carried}),
        concerns=PersistentMap({1: concern}),
        checks=PersistentMap({1: closed}),
        decisions=PersistentMap({1: Decision(number=1, proposal=1, check=1, made_at=NOW)}),
        petitions=PersistentMap({1: petition}),
    )


def _offices() -> dict[str, Office]:
    """Give its officers: each holds the office until the term ends that was noted, or that the rules have."""
    earlier = Tenure(BEN, datetime(2026, 2, 1, tzinfo=UTC), NOW)
    return {
        "secretary": Office(name="secretary", held=(Tenure(BEN, NOW, NOW + timedelta(days=365)),)),
        "treasurer": Office(name="treasurer", held=(Tenure(ADA, NOW, NOW + HOUR),), past=(earlier,)),
        "press": Office(name="press", election_open=True, past=(Tenure(ADA, NOW, NOW + HOUR),)),
    }
