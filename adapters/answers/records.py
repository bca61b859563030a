"""The records as people read them: decisions, and the minutes of what happened, in order."""

from collections.abc import Iterator
from datetime import datetime

from adapters.cards.elections import happened_in_elections
from adapters.cards.following_up import follow_up, happened_after
from adapters.cards.offices import cost, mandated, said
from adapters.cards.polls import happened_by_ballot
from adapters.cards.together import named
from adapters.cleaning import clean_line
from adapters.documents import Block, Bullets, Document, Inline, heading, inlines, paragraph
from adapters.figures import counted, outcome_of
from adapters.phrases import NOBODY_KNOWN, count, day, deadlock_title, listed, moment, titled
from adapters.setting import Setting
from adapters.words.things import overridden
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.checks import Check, OnRecall
from deliberation.federation import Kind, Notice
from deliberation.moots import Moot, MootState
from deliberation.offices import Petition, PetitionState
from deliberation.polls import OnDeadlock
from deliberation.proposals import Decision, Proposal

_MOST = 60
"""Entries shown at once; the newest."""


def decision_line(assembly: Assembly, decision: Decision, at: Setting) -> tuple[Inline, ...]:
    """Name a decision and say how it stands."""
    proposal = assembly.proposals[decision.proposal]
    made = f"D{decision.number} · {titled(proposal, at.names)}, {day(decision.made_at, assembly.rules.time_zone)}"
    if decision.sent_back:
        return inlines(f"{made}: sent back to discussion, no longer stands")
    if decision.overridden is not None:
        instead = decision.overridden
        return inlines(f"{made}: overridden; D{instead.theirs} of ", at.peer(instead.peer), " stands instead")
    if decision.waits_for:
        return inlines(f"{made}: agreed here, takes effect once it is agreed too in ", *named(decision.waits_for, at))
    after = "".join(f"; {each}" for each in [follow_up(assembly, decision)] if each)
    if decision.cooling_until is not None:
        return inlines(f"{made}: stands, cooling off until ", moment(decision.cooling_until, assembly), after)
    over = proposal.latest.overrides if assembly.kind is Kind.THING else ()
    return inlines(f"{made}: stands", *([", in place of ", *overridden(over, at)] if over else []), after)


def list_decisions(assembly: Assembly, at: Setting) -> Document:
    """List what was decided, the newest last."""
    lines = [decision_line(assembly, each, at) for each in assembly.decisions.values()]
    if not lines:
        return Document(
            (paragraph(f"{assembly.name} has decided nothing yet. To see what is open: ", at.type("status")),)
        )
    blocks: list[Block] = [heading(f"What {assembly.name} has decided")]
    if len(lines) > _MOST:
        blocks.append(paragraph(f"The newest {_MOST} of {len(lines):,}; the others by number: ", at.type("status D1")))
    blocks.append(Bullets(tuple(lines[-_MOST:])))
    blocks.append(paragraph("To see one whole, or its working: ", at.type("status D1"), " or ", at.type("why D1")))
    return Document(tuple(blocks))


def minutes(assembly: Assembly, since: datetime | None, at: Setting, *, most: int | None = _MOST) -> Document:
    """List what happened, the newest last, each with its day: the newest ``most``, or everything."""
    entries = sorted(_happened(assembly, at), key=lambda entry: entry[0])
    if since is not None:
        entries = [entry for entry in entries if entry[0] >= since]
    if not entries:
        return Document((paragraph(f"Nothing has happened in {assembly.name} since then."),))
    zone = assembly.rules.time_zone
    blocks: list[Block] = [heading(f"Minutes of {assembly.name}")]
    left = 0 if most is None else max(0, len(entries) - most)
    if left:
        blocks.append(paragraph(f"The newest {most}; there are {left:,} earlier ones."))
    blocks.append(Bullets(tuple(inlines(f"{day(when, zone)}: {what}") for when, what in entries[left:])))
    return Document(tuple(blocks))


def happened(
    assembly: Assembly, at: Setting, since: datetime, until: datetime | None = None
) -> list[tuple[datetime, str]]:
    """List what happened in a span of time beside moots, the earliest first, each with its time."""
    entries = [
        each for each in _beside_moots(assembly, at, until) if since <= each[0] and (until is None or each[0] <= until)
    ]
    return sorted(entries, key=lambda entry: entry[0])


def _happened(assembly: Assembly, at: Setting) -> Iterator[tuple[datetime, str]]:
    yield from _beside_moots(assembly, at)
    for moot in assembly.moots.values():
        yield from _of_moot(moot, at)


def _of_moot(moot: Moot, at: Setting) -> Iterator[tuple[datetime, str]]:
    name = f"M{moot.number} · {clean_line(moot.title)}"
    off = "; called off since" if moot.state is MootState.CANCELLED else ""
    yield moot.called_at, f"{at.name(moot.called_by)} called {name}{off}"
    if moot.opened_at is None:
        return
    minutes = [f"{count(len(moot.minutes), 'minute', 'minutes')}"] if moot.minutes else []
    there = listed([f"{count(len(moot.present), 'person', 'people')} there", *minutes])
    yield moot.opened_at, f"M{moot.number} was {'opened' if moot.closed_at is None else 'held'} ({there})"


def _beside_moots(assembly: Assembly, at: Setting, until: datetime | None = None) -> Iterator[tuple[datetime, str]]:
    yield assembly.founded_at, _founding(assembly, at)
    for proposal in assembly.proposals.values():
        yield proposal.made_at, _of_proposal(proposal, at)
    for notice in assembly.notices.values():
        yield notice.told_at, _of_notice(notice, at)
    for concern in assembly.concerns.values():
        answered = "; answered since" if concern.resolved and not (until and concern.stood_at(until)) else ""
        yield (
            concern.raised_at,
            f"{at.name(concern.person)} raised C{concern.number} about P{concern.proposal}{answered}",
        )
    for petition in assembly.petitions.values():
        yield petition.started_at, _of_petition(petition, at)
    for act in assembly.acts.values():
        done = f"{at.name(act.officer)} recorded O{act.number} as {act.office}: {said(act)}{cost(act)}"
        yield act.at, f"{done}. {mandated(act)}"
    for check in assembly.checks.values():
        yield from _of_check(assembly, check, at)
    yield from happened_after(assembly, at)
    yield from happened_in_elections(assembly, at)
    yield from happened_by_ballot(assembly, at)
    for office in assembly.offices.values():
        for tenure in office.history(assembly.founded_at):
            yield tenure.since, f"{at.name(tenure.holder)} became {office.name}"


def _founding(assembly: Assembly, at: Setting) -> str:
    who = at.name(assembly.founder)
    return f"{assembly.name} was founded" if who == NOBODY_KNOWN else f"{who} founded {assembly.name}"


def _of_proposal(proposal: Proposal, at: Setting) -> str:
    amended = f" (now in version {proposal.latest.number})" if proposal.latest.number > 1 else ""
    withdrawn = "; withdrawn since" if proposal.withdrawn else ""
    title = titled(proposal, at.names)
    if proposal.is_lent:
        origin = proposal.origins[0]
        return f"{clean_line(origin.peer.name)} put {title} here (its P{origin.proposal}){amended}{withdrawn}"
    return f"{at.name(proposal.proposer)} proposed {title}{amended}{withdrawn}"


def _of_notice(notice: Notice, at: Setting) -> str:
    title = clean_line(notice.title)
    line = f"{clean_line(notice.peer.name)} gave notice of N{notice.number} · {title} (its P{notice.proposal})"
    if notice.objections:
        line += f"; {listed([at.name(each.person) for each in notice.objections[:10]])} objected"
    return f"{line}; {notice.closed} since" if notice.closed else line


def _of_check(assembly: Assembly, check: Check, at: Setting) -> Iterator[tuple[datetime, str]]:
    what = at.matter(check.number)
    if isinstance(check.question, OnDeadlock):
        yield check.opened_at, f"It was asked: {deadlock_title(check.question)}"
    elif not isinstance(check.question, OnRecall):
        by = f"{at.name(check.called_by)} called consensus" if check.called_by else "Consensus was called"
        first, *again = (*check.begun_before, check.opened_at)
        yield first, f"{by} on {what}"
        for when in again:
            yield when, f"The check on {what} began again, on the changed text"
    else:
        yield check.opened_at, f"The recall {what} opened"
    if check.closed_at is None or check.outcome is None:
        return
    recall_over = check.outcome is Outcome.WITHDRAWN and isinstance(check.question, OnRecall)
    came = f"{what} {'is' if recall_over else 'closed:'} {outcome_of(check, check.outcome).lower()}"
    if check.outcome is not Outcome.WITHDRAWN:
        came += f" ({counted(check.question, check.tally)}, of {check.roll_size.size:,})"
    for decision in assembly.decisions.values():
        if decision.check == check.number:
            came += f". That is D{decision.number}" + (", sent back since" if decision.sent_back else "")
    yield check.closed_at, came


def _of_petition(petition: Petition, at: Setting) -> str:
    line = f"{at.name(petition.starter)} started R{petition.number}, to recall {at.name(petition.officer)}"
    line += f" as {petition.office}"
    if petition.instead is not None:
        return f"{line}; ended when R{petition.instead}, about the same, opened the recall"
    return f"{line}; ended without a recall" if petition.state is PetitionState.LAPSED else line
