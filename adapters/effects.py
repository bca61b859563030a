"""What a proposal brings about by itself on consensus, in words."""

from datetime import timedelta

from adapters.cleaning import clean_line
from adapters.documents import Inline, inlines
from adapters.setting import Setting
from deliberation.assembly import (
    Admit,
    Affiliate,
    ClaimRemit,
    Dissolution,
    Effect,
    FillOffice,
    LiftObjections,
    Part,
    Proposal,
    ReleaseRemit,
    RestatePurpose,
    RuleChange,
)


def effect_lines(proposal: Proposal, at: Setting) -> list[tuple[Inline, ...]]:
    """Say what a proposal brings about by itself, if it does; one line at most."""
    if proposal.effect is None:
        return []
    cools = at.assembly is not None and at.assembly.rules.cooling_off > timedelta(0)
    when = "On consensus, once the cooling off is over," if cools else "On consensus"
    return [inlines(f"{when} ", *_words(proposal.effect, at))]


def _words(effect: Effect, at: Setting) -> list[Inline | str]:
    match effect:
        case FillOffice(office=office, person=person):
            return [f"{at.in_full(person)} becomes {office}; nothing more is needed"]
        case RuleChange(rule=rule, value=value):
            return [f"the rule {rule} becomes {value}; nothing more is needed"]
        case Affiliate(peer=peer):
            return [at.peer(peer), f" is asked to take {at.here} as its member; both must agree"]
        case Admit(peer=peer):
            return [at.peer(peer), f" becomes a member of {at.here}; it has agreed to that already"]
        case Part(peer=peer):
            return ["neither this assembly nor ", at.peer(peer), " is a member of the other any more"]
        case ClaimRemit(kind=kind) | ReleaseRemit(kind=kind):
            longer = "" if isinstance(effect, ClaimRemit) else "no longer "
            return [f"decisions of the kind “{clean_line(kind, limit=80)}” are {longer}this assembly's alone"]
        case Dissolution() | LiftObjections():
            return [_ends(effect)]
        case RestatePurpose(purpose=purpose):
            return [f"this is what the assembly is for: {clean_line(purpose, limit=500)}"]


def _ends(effect: Dissolution | LiftObjections) -> str:
    if isinstance(effect, LiftObjections):
        return f"what those hold against N{effect.notice} who take part no longer is taken back for them"
    return "this Thing ends, whatever it has decided until then"
