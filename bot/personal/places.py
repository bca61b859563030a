"""What somebody is and has said in an assembly, as ``my-data`` writes it out for them: a part for each subject."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.donations import Donation, Donor
from deliberation.elections import Candidacy, Election
from deliberation.ids import DonorId, PersonId
from deliberation.moots import Moot
from deliberation.offices import Act
from deliberation.positions import Position

_Ids = frozenset[PersonId]


def place(assembly: Assembly, ids: Iterable[PersonId], addresses: Mapping[DonorId, str]) -> dict[str, Any]:
    """Write what somebody is and has said in an assembly, as it stands; ``addresses`` are those of its donors."""
    mine = frozenset(ids)
    return {
        "assembly": assembly.slug,
        "name": assembly.name,
        "takes part": _part(assembly, mine),
        "place given up at": [_time(assembly.declined[each]) for each in mine if each in assembly.declined],
        **_offices(assembly, mine),
        "proposals": [each.number for each in assembly.proposals.values() if each.proposer in mine],
        "moots": [_moot(each, mine) for each in assembly.moots.values() if _has_to_do_with(each, mine)],
        **_acts(assembly, mine),
        **_gifts(assembly, mine, addresses),
        **_elections(assembly, mine),
        **_votes(assembly, mine),
        "gifts recorded": [gift.number for gift in assembly.donations.values() if gift.recorded_by in mine],
        "signed petitions": [
            each.number
            for each in assembly.petitions.values()
            if not (mine.isdisjoint(each.signatures) and mine.isdisjoint(each.away))
        ],
        "positions": [
            {
                "check": check.number,
                "stance": position.stance.value,
                "reason": position.reason,
                "expressed by": position.source,
            }
            for check in assembly.checks.values()
            for position in _positions(check, mine)
        ],
    }


def _part(assembly: Assembly, mine: _Ids) -> dict[str, Any] | None:
    here = next((assembly.participants[each] for each in mine if each in assembly.participants), None)
    if here is None:
        return None
    return {
        "since": here.joined_at.isoformat(),
        "rooms": sorted(here.venues),
        "rooms opened to a member": sorted(here.let_in),
        "member until": _time(here.enrolled_until),
        "away until": _time(here.apologies_until),
    }


def _positions(check: Check, ids: _Ids) -> Iterable[Position]:
    return (check.positions[each] for each in sorted(ids) if each in check.positions)


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


# --- offices, moots and acts


def _offices(assembly: Assembly, mine: _Ids) -> dict[str, Any]:
    return {
        "offices": [office.name for office in assembly.offices.values() if not mine.isdisjoint(office.holders)],
        "offices held before": [
            {"office": office.name, "from": tenure.since.isoformat(), "until": tenure.until.isoformat()}
            for office in assembly.offices.values()
            for tenure in office.past
            if tenure.holder in mine
        ],
    }


def _moot(moot: Moot, mine: _Ids) -> dict[str, Any]:
    return {
        "moot": moot.number,
        "called": moot.called_by in mine,
        "coming": not mine.isdisjoint(moot.coming),
        "there since": [_time(moot.present[each]) for each in mine if each in moot.present],
        "spoke": sum(moot.spoken.get(each, 0) for each in mine),
        "minutes": [minute.text for minute in moot.minutes if minute.person in mine],
    }


def _has_to_do_with(moot: Moot, ids: _Ids) -> bool:
    named = {moot.called_by, *moot.coming, *moot.present, *(minute.person for minute in moot.minutes)}
    return not ids.isdisjoint(named)


def _acts(assembly: Assembly, mine: _Ids) -> dict[str, Any]:
    return {
        "acts": [_act(act) for act in assembly.acts.values() if act.officer in mine],
        "statements": [
            {"petition": each.number, "text": each.statement}
            for each in assembly.petitions.values()
            if each.officer in mine and each.statement
        ],
    }


def _act(act: Act) -> dict[str, Any]:
    return {
        "act": act.number,
        "office": act.office,
        "at": act.at.isoformat(),
        "text": act.text,
        "decision": act.decision,
        "pence": act.pence,
        "mandated": act.mandated,
    }


# --- gifts


def _gifts(assembly: Assembly, mine: _Ids, addresses: Mapping[DonorId, str]) -> dict[str, Any]:
    donors = {each.id: each for each in assembly.donors.values() if each.person in mine}
    return {
        "gifts": [_gift(gift) for gift in assembly.donations.values() if gift.donor in donors],
        "recorded as a donor": [_donor(each, addresses) for each in donors.values()],
    }


def _gift(gift: Donation) -> dict[str, Any]:
    return {
        "gift": gift.number,
        "pence": gift.pence,
        "what it is": gift.form,
        "given on": gift.given_on.isoformat(),
        "state": gift.state.value,
    }


def _donor(donor: Donor, addresses: Mapping[DonorId, str]) -> dict[str, Any]:
    return {"name": donor.name, "basis": donor.basis, "facts": donor.facts, "address": addresses.get(donor.id, "")}


# --- elections and ballots


def _elections(assembly: Assembly, mine: _Ids) -> dict[str, Any]:
    return {
        "elections": [
            {
                "election": each.number,
                "returned": each.returning in mine,
                "elected": not mine.isdisjoint(each.elected),
                "left before its ballot": not mine.isdisjoint(each.left),
            }
            for each in assembly.elections.values()
            if not mine.isdisjoint({*each.people, *each.left})
        ],
        "nominations": [
            _nomination(election, each, mine)
            for election in assembly.elections.values()
            for each in election.in_order
            if not mine.isdisjoint({each.person, each.nominated_by, each.seconded_by})
        ],
    }


def _nomination(election: Election, each: Candidacy, mine: _Ids) -> dict[str, Any]:
    return {
        "election": election.number,
        "nominated": each.person in mine,
        "nominated by you": each.nominated_by in mine,
        "seconded by you": each.seconded_by in mine,
        "stands": each.stands,
        "reason": each.reason if each.nominated_by in mine else "",
        "statement": each.statement if each.person in mine else "",
    }


def _votes(assembly: Assembly, mine: _Ids) -> dict[str, Any]:
    """Write in which ballots somebody has voted; what they voted only where that is public."""
    return {
        "ballots given": [
            {"ballot": poll.number, "says": None if poll.secret else poll.given[each]}
            for poll in assembly.polls.values()
            for each in sorted(mine)
            if each in poll.given
        ],
        "referendums called": [each.number for each in assembly.referendums.values() if each.called_by in mine],
    }
