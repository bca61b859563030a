"""What decisions, offices and petitions owe."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.together import named, objection_blocks, reopened_below
from adapters.cleaning import cut
from adapters.documents import Block, Document, Inline, Quote, paragraph
from adapters.figures import holders
from adapters.notices.entering import entry_changed
from adapters.notices.following_up import actions_of
from adapters.notices.notice import CardChanged, Notice, Occasion, ToPerson, about, card, told
from adapters.outcomes import decided
from adapters.phrases import titled
from adapters.references import Kind, Subject
from adapters.setting import Setting
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.effects import AcceptDonation, Effect, FillOffice, SelectCandidate
from deliberation.events import Event
from deliberation.offices import PetitionState
from deliberation.positions import Stance
from deliberation.proposals import Proposal


def _decided(event: ev.DecisionMade, now: Occasion) -> list[Notice]:
    blocks = decided(now.after, event.decision, now.at, now.checkpoint)
    drawn = CardChanged(Subject(Kind.POLL, event.poll)) if event.poll else card(now.after.checks[event.check])
    return [told(*blocks, subject=Subject(Kind.DECISION, event.decision)), drawn]


def _settled(event: ev.DecisionSettled, now: Occasion) -> list[Notice]:
    decision = now.after.decisions[event.decision]
    if decision.poll:
        return []  # its making has said it, and what it brings about comes next
    drawn = card(now.after.checks[decision.check])
    earlier = now.before.decisions.get(event.decision) if now.before else None
    proposal = now.after.proposals[decision.proposal]
    cooled = earlier is not None and earlier.cooling_until is not None and earlier.cooling_until > earlier.made_at
    if not cooled and not proposal.partners:
        return [drawn]  # there was no cooling off, and its making has said it
    if _speaks_for_itself(proposal.effect, now.after):
        return [drawn]  # what it brings about comes next, and says it
    because = "All have agreed, and it takes effect." if proposal.partners else "The cooling off is over."
    said = f"D{event.decision} is settled: {titled(proposal, now.at.names)}. {because}"
    return [told(paragraph(said), subject=Subject(Kind.DECISION, event.decision)), drawn]


def _speaks_for_itself(effect: Effect | None, assembly: Assembly) -> bool:
    if isinstance(effect, FillOffice | SelectCandidate):
        return effect.person in assembly.participants
    return effect is not None


def _sent_back(event: ev.DecisionSentBack, now: Occasion) -> list[Notice]:
    decision = now.after.decisions[event.decision]
    proposal, check = now.after.proposals[decision.proposal], now.after.checks[decision.check]
    if isinstance(proposal.effect, AcceptDonation):
        return [card(check), *actions_of(event, now)]  # what becomes of the gift is said with it
    if event.because == "stood down":
        return [card(check), *actions_of(event, now)]  # the proposal is closed, and that is said with it
    said = paragraph(
        f"{titled(proposal, now.at.names)} goes back to discussion: ",
        *_why_back(event, proposal, now),
        f". D{event.decision} no longer stands.",
        *_what_next(proposal, now.at),
    )
    back = told(said, *_said_against(event, proposal, check, now.at), subject=about(proposal.number))
    return [back, card(check), *actions_of(event, now)]


def _why_back(event: ev.DecisionSentBack, proposal: Proposal, now: Occasion) -> list[Inline | str]:
    match event.because:
        case "block":
            return ["in the cooling off, someone who had taken no position blocked it"]
        case "objections":
            return ["in the cooling off, too many who had taken no position stood aside"]
        case "below":
            return ["a member assembly has come back to what it decided, or blocks"]
        case "affected":
            return ["somebody objects for ", *named(proposal.objecting, now.at), ", which it affects"]
        case "amended":
            return ["its text was changed in ", *_where_from(proposal, now.at)]
        case "withdrawn":
            return ["it was withdrawn in ", *_where_from(proposal, now.at)]
        case _:
            return ["something spoke against it"]


def _where_from(proposal: Proposal, at: Setting) -> list[Inline | str]:
    return [at.peer(proposal.origins[0].peer)] if proposal.is_lent else ["another assembly"]


def _what_next(proposal: Proposal, at: Setting) -> list[Inline | str]:
    if proposal.is_lent:
        return []
    return [" The proposer can change the text: ", at.type(f"amend P{proposal.number}")]


def _said_against(event: ev.DecisionSentBack, proposal: Proposal, check: Check, at: Setting) -> list[Block]:
    """Quote what sent a decision back."""
    if event.because == "below":
        return reopened_below(check, at)
    if event.because == "affected":
        return objection_blocks(proposal, at)
    spoke = [held for stance in (Stance.BLOCK, Stance.STAND_ASIDE) for held in holders(check, stance, cooling=True)]
    return [Quote(f"{at.name(person)}: {cut(held.reason, 300)}") for person, held in spoke[:10] if held.reason]


def _rule_changed(event: ev.RuleChanged, now: Occasion) -> list[Notice]:
    said = paragraph(
        f"By D{event.decision}, the rule {event.rule} is {event.value} from now on. What is being decided already keeps"
        " the rules it began with. To see them all: ",
        now.at.type("rules"),
    )
    return [told(said, subject=Subject(Kind.DECISION, event.decision)), *entry_changed(event, now)]


# --- petitions


def _petition_started(event: ev.PetitionStarted, now: Occasion) -> list[Notice]:
    subject = Subject(Kind.PETITION, event.petition)
    said: list[Block] = [
        paragraph(
            f"A petition to recall you as {event.office} of {now.after.name} has begun: R{event.petition}. Until it has"
            " its signatures nothing changes. You can answer it in the room; and what you say with this stands on"
            " its card, for all who decide: ",
            replace(now.at, private=True).type(f"statement R{event.petition} your words"),
        )
    ]
    if event.reason:
        said.append(Quote(event.reason))
    return [
        *_petition_cards(event, now),
        ToPerson(event.officer, Document(tuple(said)), subject, f"petition:{event.petition}:{event.officer}"),
    ]


def _petition_card(event: Any, now: Occasion) -> list[Notice]:
    return [CardChanged(Subject(Kind.PETITION, event.petition))]


def _petition_cards(event: Any, now: Occasion) -> list[Notice]:
    """Draw its card, and those of others about the same: each names the others that gather beside it."""
    petitions = now.after.petitions
    beside = [
        number
        for number, each in petitions.items()
        if each.state is PetitionState.GATHERING and petitions[event.petition].is_about_the_same(each)
    ]
    return [*_petition_card(event, now), *(CardChanged(Subject(Kind.PETITION, number)) for number in beside)]


def _petition_succeeded(event: ev.PetitionSucceeded, now: Occasion) -> list[Notice]:
    petition = now.after.petitions[event.petition]
    said = paragraph(
        f"R{event.petition} has the {event.needed:,} signatures it needs. The recall of"
        f" {now.at.in_full(petition.officer)} as {petition.office} opens now, by itself; everyone taking part is asked."
    )
    return [told(said, subject=Subject(Kind.PETITION, event.petition)), *_petition_card(event, now)]


def _petition_lapsed(event: ev.PetitionLapsed, now: Occasion) -> list[Notice]:
    petition = now.after.petitions[event.petition]
    if event.because == "another":
        same = f"R{event.instead}, about the same, has opened the recall"
        return [told(paragraph(f"The petition R{event.petition} is over: {same}.")), *_petition_card(event, now)]
    because = (
        "its time is over without enough signatures"
        if event.because == "time"
        else f"{now.at.name(petition.officer)} no longer holds the office"
    )
    said = paragraph(f"The petition R{event.petition} has ended without a recall: {because}.")
    return [told(said), *_petition_cards(event, now)]


DECISIONS: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {
        ev.DecisionMade: _decided,
        ev.DecisionSettled: _settled,
        ev.DecisionSentBack: _sent_back,
        ev.RuleChanged: _rule_changed,
        ev.PetitionStarted: _petition_started,
        ev.PetitionSigned: _petition_card,
        ev.SignatureWithdrawn: _petition_card,
        ev.PetitionLapsed: _petition_lapsed,
        ev.PetitionSucceeded: _petition_succeeded,
    }
)
