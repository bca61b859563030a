"""A congress in words: what is wrong with its files, what is to be done and what was done."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from adapters.phrases import count, listed
from bot.congress.founding import NONE, ON_DEMAND, Order
from bot.congress.planning import Elsewhere, Plan, Unbound
from bot.congress.reading import A_CONSTITUENCY, A_REGION, A_SOCIETY, NATIONAL, Complaint, Wanted
from bot.sheets import quoted
from deliberation.federation import Peer

_MOST: Final = 20
"""Of what there may be hundreds so many are listed, and the others counted. What is wrong is listed whole."""

_VENUES: Final = {
    "": "",
    NONE: "They have no rooms until somebody makes one of theirs, with `bind`.",
    ON_DEMAND: "The rooms of each are made when somebody first wants to come in.",
}


_SORTS: Final = (NATIONAL, A_SOCIETY, A_REGION, A_CONSTITUENCY)


def complaints(found: Sequence[Complaint]) -> Iterator[str]:
    """Say everything that is wrong."""
    yield f"{count(len(found), 'thing is', 'things are')} wrong, so nothing was done:"
    yield from (f"✘ {complaint}" for complaint in found)


def intended(plan: Plan, order: Order) -> Iterator[str]:
    """Say what is to be done."""
    yield _read(plan)
    if plan.nothing_to_do:
        yield "All of it is there already: there is nothing to found."
    else:
        yield f"To do: {_deeds(plan, 'found', 'make')}. The rules of what is founded: {order.preset}."
        yield from _regions(plan)
    yield from _remarks(plan)


def done(plan: Plan, order: Order) -> Iterator[str]:
    """Say what was done."""
    yield _read(plan)
    if plan.nothing_to_do:
        yield "All of it was there already: nothing was founded."
    else:
        yield f"Done: {_deeds(plan, 'founded', 'made')}. A bot that is running knows of them within half a minute."
        yield _VENUES[order.venues or NONE]
    yield from _remarks(plan)


def _read(plan: Plan) -> str:
    places, regions = plan.reading.of(A_CONSTITUENCY), plan.reading.of(A_REGION)
    beneath = f" in {count(len(regions), 'region', 'regions')}" if regions else ", in no region"
    top = plan.reading.of(NATIONAL)[0]
    return f"Read: {count(len(places), 'constituency', 'constituencies')}{beneath}, of {_called(top, plan)}."


def _called(wanted: Wanted, plan: Plan) -> str:
    there = plan.there.get(wanted.slug)
    return _named(there) if there is not None else f"{quoted(wanted.name)} (@{wanted.slug})"


def _named(peer: Peer) -> str:
    return f"{quoted(peer.name)} (@{peer.slug})"


def _deeds(plan: Plan, found: str, make: str) -> str:
    founded = {what: sum(each.what == what for each in plan.found) for what in _SORTS}
    parts = [
        f"{found} the national assembly" if founded[NATIONAL] else "",
        f"{found} the electoral society" if founded[A_SOCIETY] else "",
        f"{found} {count(founded[A_REGION], 'region', 'regions')}" if founded[A_REGION] else "",
        f"{found} {count(founded[A_CONSTITUENCY], 'constituency', 'constituencies')}"
        if founded[A_CONSTITUENCY]
        else "",
        f"{make} {count(len(plan.bind), 'membership', 'memberships')} of one in another" if plan.bind else "",
    ]
    return listed([part for part in parts if part])


def _regions(plan: Plan) -> Iterator[str]:
    """List the regions, so that one that was misspelt is seen."""
    for region in plan.reading.of(A_REGION):
        here = sum(region.slug in each.above for each in plan.reading.of(A_CONSTITUENCY))
        new = "" if region.slug in plan.there else ", new"
        yield f"  {_called(region, plan)}: {count(here, 'constituency', 'constituencies')}{new}"


# --- what stays as it is


def _remarks(plan: Plan) -> Iterator[str]:
    yield from _some(
        "These are called otherwise than the files say, and keep their names:",
        (f"{_named(each.there)}: {each.wanted.place} says {_written(each.wanted)}" for each in plan.otherwise),
    )
    yield from _some(
        "These stay where they are, for they are members of others than the files say:", map(_elsewhere, plan.elsewhere)
    )
    circles = [each for each in plan.unbound if each.path]
    yield from _some("These cannot become members, for it would make a circle:", map(_circle, circles))
    yield from _some(
        "These become members only by consensus, for people have taken them up. Once both agree it is done; to begin,"
        " type `affiliate @SHORT-NAME` in the one that is to be a member of the other:",
        (_unbound(each, plan) for each in plan.unbound if not each.path),
    )
    yield from _some("These constituencies are there and not in the files; they stay:", map(_named, plan.unnamed))


def _written(wanted: Wanted) -> str:
    return f"{quoted(wanted.name)} (@{wanted.slug})"


def _elsewhere(each: Elsewhere) -> str:
    bond = each.bond
    return f"{_written(bond.member)}: of {listed([_named(peer) for peer in each.others])}, not {_written(bond.above)}"


def _circle(each: Unbound) -> str:
    return " → ".join([*(f"@{peer.slug}" for peer in each.path), f"@{each.path[0].slug}"])


def _unbound(each: Unbound, plan: Plan) -> str:
    taken_up = listed([f"@{peer.slug}" for peer in each.taken_up])
    return f"{_called(each.bond.member, plan)} of {_called(each.bond.above, plan)}: {taken_up} must agree"


def _some(heading: str, items: Iterable[str]) -> Iterator[str]:
    """Give a heading and the first of its items; nothing where there are none."""
    found = list(items)
    if found:
        yield heading
        yield from (f"  {item}" for item in found[:_MOST])
        if len(found) > _MOST:
            yield f"  … and {len(found) - _MOST:,} more"
