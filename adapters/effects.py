"""What a proposal brings about by itself on consensus, in words."""

from datetime import timedelta

from adapters.cleaning import clean_line
from adapters.documents import Inline, inlines
from adapters.setting import Setting
from adapters.words.offices import office_effect
from deliberation.effects import (
    AcceptDonation,
    Admit,
    Affiliate,
    ClaimRemit,
    CreateOffice,
    Dissolution,
    Effect,
    EndOffice,
    FillOffice,
    LiftObjections,
    Part,
    ReleaseRemit,
    RestatePurpose,
    RuleChange,
    SelectCandidate,
)
from deliberation.proposals import Proposal


def effect_lines(proposal: Proposal, at: Setting) -> list[tuple[Inline, ...]]:
    """Say what a proposal brings about by itself, if it does; one line at most."""
    if proposal.effect is None:
        return []
    cools = at.assembly is not None and at.assembly.rules.cooling_off > timedelta(0)
    when = "On consensus, once the cooling off is over," if cools else "On consensus"
    return [inlines(f"{when} ", *_words(proposal.effect, at))]


def _words(effect: Effect, at: Setting) -> list[Inline | str]:
    match effect:
        case FillOffice() | SelectCandidate() | CreateOffice() | EndOffice():
            return [_of_office(effect, at)]
        case RuleChange(rule=rule, value=value):
            return [f"the rule {rule} becomes {value}; nothing more is needed"]
        case Affiliate() | Admit() | Part():
            return _of_peers(effect, at)
        case ClaimRemit(kind=kind) | ReleaseRemit(kind=kind):
            longer = "" if isinstance(effect, ClaimRemit) else "no longer "
            return [f"decisions of the kind “{clean_line(kind, limit=80)}” are {longer}this assembly's alone"]
        case Dissolution() | LiftObjections():
            return [_ends(effect)]
        case RestatePurpose(purpose=purpose):
            return [f"this is what the assembly is for: {clean_line(purpose, limit=500)}"]
        case AcceptDonation(donation=donation):
            return [f"the gift G{donation} is accepted; without it, it goes back"]


def _of_office(effect: FillOffice | SelectCandidate | CreateOffice | EndOffice, at: Setting) -> str:
    match effect:
        case FillOffice(office=office, person=person):
            return f"{at.in_full(person)} becomes {office}; nothing more is needed"
        case SelectCandidate(person=person):
            return f"{at.in_full(person)} is selected as a candidate; nothing more is needed"
        case CreateOffice() | EndOffice():
            return office_effect(effect, at.assembly)


def _of_peers(effect: Affiliate | Admit | Part, at: Setting) -> list[Inline | str]:
    match effect:
        case Affiliate(peer=peer):
            return [at.peer(peer), f" is asked to take {at.here} as its member; both must agree"]
        case Admit(peer=peer):
            return [at.peer(peer), f" becomes a member of {at.here}; it has agreed to that already"]
        case Part(peer=peer):
            return ["neither this assembly nor ", at.peer(peer), " is a member of the other any more"]


def _ends(effect: Dissolution | LiftObjections) -> str:
    if isinstance(effect, LiftObjections):
        return f"what those hold against N{effect.notice} who take part no longer is taken back for them"
    return "this Thing ends, whatever it has decided until then"


def may_close_unanswered(proposal: Proposal) -> bool:
    """Whether a proposal that is closed need not have been withdrawn by anybody.

    What asks about a gift, or about a seat, closes as well by a refusal or by the result of an election.
    """
    return isinstance(proposal.effect, AcceptDonation | FillOffice | SelectCandidate)
