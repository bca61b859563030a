"""Counts as JSON, for other programs. Votes and points that may be parts of one are exact strings, never floats.

Votes of an STV count have five decimals always (``"12.50000"``), as they are counted; weighted points are whole or
fractions (``"37/3"``). Candidates are named by their names, so each must have one of its own.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from deliberation.counting import allocated, star, stv
from deliberation.counting.ties import Tie


def written(count: stv.Counted | star.Counted | allocated.Counted, method: str, about: Mapping[str, Any]) -> str:
    """Write a count; ``about`` is what else is said of it, after the method."""
    return json.dumps({"method": method, **about, **_told(count)}, ensure_ascii=False, indent=2)


def _told(count: stv.Counted | star.Counted | allocated.Counted) -> dict[str, Any]:
    match count:
        case stv.Counted():
            return _stv(count)
        case star.Counted():
            return _star(count)
        case allocated.Counted():
            return _allocated(count)


# --- the single transferable vote


def _stv(count: stv.Counted) -> dict[str, Any]:
    names = count.candidates
    return {
        "seats": count.seats,
        "valid": count.valid,
        "quota": count.quota,
        "candidates": list(names),
        "elected": _names(count.elected, names),
        "seed": count.seed,
        "lots": any(stage.tie is not None and stage.tie.by is stv.Breaking.LOT for stage in count.stages),
        "stages": [_stage(stage, names) for stage in count.stages],
    }


def _stage(stage: stv.Stage, names: Sequence[str]) -> dict[str, Any]:
    return {
        "number": stage.number,
        "step": stage.step.value,
        "of": None if stage.of is None else names[stage.of],
        "votes": {name: _votes(units) for name, units in zip(names, stage.votes, strict=True)},
        "moved": {name: _votes(units) for name, units in zip(names, stage.moved, strict=True)},
        "non_transferable": _votes(stage.non_transferable),
        "elected": _names(stage.elected, names),
        "tie": None if stage.tie is None else _stv_tie(stage.tie, names),
    }


def _stv_tie(tie: stv.Tie, names: Sequence[str]) -> dict[str, Any]:
    return {
        "among": _names(tie.among, names),
        "chosen": names[tie.chosen],
        "by": tie.by.value,
        "stage": tie.stage,
    }


def _votes(units: int) -> str:
    whole, part = divmod(abs(units), stv.VOTE)
    return f"{'-' if units < 0 else ''}{whole}.{part:05}"


# --- scores


def _star(count: star.Counted) -> dict[str, Any]:
    names = count.candidates
    rounds = [_star_round(each, names) for each in count.rounds]
    ties = [tie for each in count.rounds for tie in (each.tie, each.runoff.tie if each.runoff else None)]
    return {
        **_scored(count, ties),
        "runoff": rounds[0]["runoff"] if rounds else None,
        "rounds": rounds,
    }


def _star_round(each: star.Round, names: Sequence[str]) -> dict[str, Any]:
    return {
        "totals": {names[one]: total for one, total in each.totals},
        "runoff": None if each.runoff is None else _runoff(each.runoff, names),
        "elected": names[each.elected],
        "tie": _tie(each.tie, names),
    }


def _runoff(runoff: star.RunOff, names: Sequence[str]) -> dict[str, Any]:
    return {
        "first": names[runoff.first],
        "second": names[runoff.second],
        "for_first": runoff.for_first,
        "for_second": runoff.for_second,
        "neither": runoff.neither,
        "winner": names[runoff.winner],
        "tie": _tie(runoff.tie, names),
    }


def _allocated(count: allocated.Counted) -> dict[str, Any]:
    names = count.candidates
    return {
        **_scored(count, [each.tie for each in count.rounds]),
        "quota": _exact(count.quota),
        "runoff": None,
        "rounds": [
            {
                "totals": {names[one]: _exact(total) for one, total in each.totals},
                "runoff": None,
                "elected": names[each.elected],
                "used": _exact(each.used),
                "tie": _tie(each.tie, names),
            }
            for each in count.rounds
        ],
    }


def _scored(count: star.Counted | allocated.Counted, ties: Iterable[Tie | None]) -> dict[str, Any]:
    names = count.candidates
    return {
        "seats": count.seats,
        "papers": count.papers,
        "candidates": list(names),
        "elected": _names(count.elected, names),
        "totals": dict(zip(names, count.totals, strict=True)),
        "seed": count.seed,
        "ties": [_tie(tie, names) for tie in ties if tie is not None],
    }


def _tie(tie: Tie | None, names: Sequence[str]) -> dict[str, Any] | None:
    if tie is None:
        return None
    return {
        "among": _names(tie.among, names),
        "places": tie.places,
        "chosen": _names(tie.chosen, names),
        "by": [step.value for step in tie.by],
    }


def _exact(amount: Fraction) -> str:
    return str(amount)


def _names(candidates: Iterable[int], names: Sequence[str]) -> list[str]:
    return [names[each] for each in candidates]
