"""The words for what is refused of ballots, referendums and the question of deadlock."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.together import named
from adapters.documents import Document, Inline
from adapters.phrases import count, listed, moment
from adapters.setting import Setting, say
from deliberation import refusals as no
from deliberation.counting.papers import MOST
from deliberation.phases import Phase
from deliberation.refusals import NoVoteWhy, Refusal


def _no_vote(refusal: no.NoVote, at: Setting) -> Document:
    number = f"B{refusal.poll}"
    tail: list[Inline | str] = [". To see who votes in it: ", at.type(f"status {number}")]
    if refusal.why is NoVoteWhy.NOT_TAKING_PART:
        return say(f"You do not take part in {at.here}, so you have no vote in {number}", *tail)
    if refusal.why is NoVoteWhy.NO_MEMBER:
        said = f"Only members vote in {number}, and you were not one by the list when it opened"
        return say(said, ". If that is wrong, tell whoever keeps the list of members", *tail)
    if refusal.why is NoVoteWhy.AWAY:
        said = f"You were not taking part in {at.here} just when {number} opened, so you have no vote in it"
        return say(said, ", and can vote the next time", *tail)
    return say(
        f"Those vote in {number} who had joined by ",
        moment(refusal.joined_by, at.assembly),
        "; you joined later, and can vote the next time",
        *tail,
    )


def _over(refusal: no.PollOver, at: Setting) -> Document:
    number = f"B{refusal.poll}"
    closed = moment(refusal.closed_at, at.assembly)
    if refusal.counted:
        return say(f"{number} ended ", closed, ", so nothing can be changed in it. To see how it came out: ",
                   at.type(f"why {number}"))  # fmt: skip
    return say(f"The time for {number} was over ", closed, ", so that came too late to count. It is counted now.")


def _not_over(refusal: no.PollNotOver, at: Setting) -> Document:
    return say(f"B{refusal.poll} is open until ", moment(refusal.closes_at, at.assembly), ", and is counted then.")


_FAULTS: Final = MappingProxyType(
    {
        "score": f"each score is a whole number from 0 to {MOST}",
        "twice": "each can be named only once",
        "unknown": "it names something that is not on the paper",
    }
)


def _bad_paper(refusal: no.BadPaper, at: Setting) -> Document:
    wrong = _FAULTS.get(refusal.fault, f"there are {count(refusal.options, 'line', 'lines')} on the paper")
    return say(f"That ballot cannot be counted: {wrong}. Nothing was changed. To see the paper: ",
               at.type(f"ballot B{refusal.poll}"))  # fmt: skip


_WHAT: Final = MappingProxyType(
    {
        "lot": "the secret for its lots is not the one whose hash was published",
        "papers": "the papers are not as many as were given, or cannot be counted",
        "receipts": "there is not one receipt for each ballot",
    }
)


def _cannot_count(refusal: no.CannotCount, _at: Setting) -> Document:
    return say(f"B{refusal.poll} cannot be counted: {_WHAT.get(refusal.what, 'something is missing')}.")


def _nothing_to_open(_refusal: no.NothingToOpen, at: Setting) -> Document:
    return say("There is no ballot to open on that now. To see what there is: ", at.type("polls"))


def _only_core(refusal: no.OnlyInCore, at: Setting) -> Document:
    instead: list[Inline | str] = [" To ask those who take part here: ", at.type('referendum "…" roll:participants')]
    if refusal.cores:
        names = named(refusal.cores, at, last="or")
        return say("All members are asked only where they all sit: in ", *names, ". Call it there.", *instead)
    return say(
        "All members are asked only in an assembly in which they all sit, which the operator founds as a core assembly;"
        f" {at.here} is none.",
        *instead,
    )


def _enough(refusal: no.EnoughReferendums, at: Setting) -> Document:
    numbers = listed([f"V{number}" for number in refusal.referendums])
    if refusal.again_from is None:
        return say(f"{numbers} are open already, and each asks everybody. Another can be called once one is over.")
    return say(f"{numbers} were called lately, and each asks everybody. Another can be called from ",
               moment(refusal.again_from, at.assembly), " on.")  # fmt: skip


def _no_ballots(_refusal: no.NoBallots, at: Setting) -> Document:
    return say(
        f"The rules of {at.here} rule ballots out, so nothing is voted on: while there is no consensus, things stay as"
        " they are. To change that, by consensus: ",
        at.type("change-rule ballots yes"),
    )


def _not_deadlocked(refusal: no.NotDeadlocked, at: Setting) -> Document:
    numbers = listed([f"P{number}" for number in refusal.proposals], "or")
    first = f"P{refusal.proposals[0]}"
    if refusal.asked_in is not None:
        return say(
            f"It was asked whether there is deadlock about {numbers}, and the answer was no. It can be asked again once"
            " another check on one of them has failed: ",
            at.type(f"consensus {first}"),
        )
    failed = f"{count(refusal.failed, 'check', 'checks')} failed so far" if refusal.failed else "none failed so far"
    needed = count(refusal.needed, "check", "checks")
    return say(
        f"Whether there is deadlock is asked once {needed} on the same proposal failed (blocked, or not carried); on"
        f" {numbers} {failed}. To call consensus: ",
        at.type(f"consensus {first}"),
    )


def _not_for_ballot(refusal: no.NotForBallot, at: Setting) -> Document:
    number = f"P{refusal.proposal}"
    whose = named(refusal.peers, at)
    see: list[Inline | str] = [" To see how it stands: ", at.type(f"status {number}")]
    match refusal.why:
        case "lent":
            return say(f"{number} is not this assembly's own text; deadlock about it is asked where it came from, in ",
                       *whose, ".", *see)  # fmt: skip
        case "joint":
            return say(f"{number} is decided jointly with ", *whose, ", so no ballot here alone can decide it.", *see)
        case "affected":
            object_ = "objects" if len(refusal.peers) == 1 else "object"
            return say(*whose, f" {object_} to {number}, which a ballot cannot overrule. Talk with them first.", *see)
        case "overrides":
            return say(f"{number} would stand in the place of what was decided in ", *whose,
                       ", which only consensus can do, so it is not voted on.", *see)  # fmt: skip
        case "effect":
            return say(f"What {number} would bring about takes consensus (or an election), so it is not voted on.",
                       *see)  # fmt: skip
        case _:
            return say(f"{_PHASES.get(refusal.phase, f'{number} is not under discussion').format(number)}.", *see)


_PHASES: Final = MappingProxyType(
    {
        Phase.CHECK: "Consensus is called on {} just now, so whether there is deadlock cannot be asked",
        Phase.COOLING_OFF: "{} has reached consensus, so there is no deadlock about it",
        Phase.BALLOT: "{} is being voted on already",
        Phase.CLOSED: "{} is closed, so there is nothing to vote on",
    }
)


def _asked(refusal: no.DeadlockAsked, at: Setting) -> Document:
    number = f"P{refusal.proposal}"
    return say(
        f"The assembly is being asked whether there is deadlock about {number}, until ",
        moment(refusal.deadline, at.assembly),
        ". Until then it stays as it is. To answer: ",
        at.type(f"yes {number}"),
        " or ",
        at.type(f"no {number}"),
    )


def _too_many(refusal: no.TooManyOptions, at: Setting) -> Document:
    return say(f"One ballot decides between {refusal.most} proposals at the most, for each of which everybody gives a"
               " score. Name those between which it is to be: ", at.form("deadlock"))  # fmt: skip


POLLS: Final[Mapping[type[Refusal], Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        no.NoVote: _no_vote,
        no.PollOver: _over,
        no.PollNotOver: _not_over,
        no.BadPaper: _bad_paper,
        no.CannotCount: _cannot_count,
        no.NothingToOpen: _nothing_to_open,
        no.OnlyInCore: _only_core,
        no.EnoughReferendums: _enough,
        no.NoBallots: _no_ballots,
        no.NotDeadlocked: _not_deadlocked,
        no.NotForBallot: _not_for_ballot,
        no.DeadlockAsked: _asked,
        no.TooManyOptions: _too_many,
    }
)
"""By the refusal."""
