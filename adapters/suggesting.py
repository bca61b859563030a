"""What may be meant for a parameter while somebody is still typing it, on platforms that offer choices.

A help, no more: everything can be typed all the same, and what is chosen is judged like anything typed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, TypeVar

from adapters.cards.elections import name_of_election
from adapters.cards.following_up import name_of_action, name_of_sense
from adapters.cards.polls import name_of_poll, name_of_referendum
from adapters.cleaning import clean_line, cut
from adapters.commands import ASSEMBLY_ARGUMENT, CATALOGUE
from adapters.donations.reading import code_of
from adapters.donations.showing import keeps_gifts, name_of_gift
from adapters.personal.commands import OWN_ACCOUNT
from adapters.phrases import Names, name_of, titled
from adapters.platform import Choice
from adapters.setting import Setting
from adapters.specs import CommandSpec
from deliberation.actions import Action
from deliberation.assembly import Assembly, Check, Concern, Decision, OnRecall, Proposal, stances_on
from deliberation.donations import Donation, DonationState
from deliberation.elections import Election, ElectionState
from deliberation.federation import Kind, Notice
from deliberation.ids import PersonId
from deliberation.mandates import mandate_of
from deliberation.moots import Moot, MootState
from deliberation.offices import Petition, PetitionState
from deliberation.phases import Phase, Trigger, allows
from deliberation.polls import OnDeadlock, Poll, Referendum
from deliberation.positions import Stance
from deliberation.rules import RULES, value_of
from deliberation.senses import Sense

MOST: Final = 25
LONGEST_LABEL: Final = 100

_LONGEST_TYPED: Final = 100
_SEVERAL: Final = ("thing", "peers")
"""The parameter that takes several assemblies, with commas between."""

_Numbered = (
    Proposal | Concern | Petition | Decision | Notice | Moot | Sense | Action | Donation | Poll | Referendum | Election
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _View:
    """One assembly, as whoever is typing looks at it."""

    assembly: Assembly
    actor: PersonId
    names: Names


_Numbers = Callable[[_View], Iterable[_Numbered]]


def suggests(spec: CommandSpec, parameter: str) -> bool:
    """Whether for a parameter more can be suggested than the few choices that the table has for it."""
    everywhere = {"number", "rule", "command", "other", ASSEMBLY_ARGUMENT}
    return parameter in everywhere or (spec.name, parameter) in {*_IN_AN_ASSEMBLY, OWN_ACCOUNT, _SEVERAL}


def suggestions(
    spec: CommandSpec,
    parameter: str,
    typed: str,
    assembly: Assembly | None,
    actor: PersonId,
    names: Names,
    slugs: Collection[str],
) -> list[Choice]:
    """List what may be meant by ``typed``, the likeliest first, at most 25.

    ``actor`` is the one who types, ``slugs`` the short names of the assemblies they may read of. Labels have at most
    100 characters. Without an ``assembly``, nothing is offered that is an assembly's.
    """
    view = _View(assembly, actor, names) if assembly else None
    wanted = clean_line(typed, limit=_LONGEST_TYPED).lstrip("@")
    if (spec.name, parameter) == _SEVERAL:
        return _one_more(wanted, view, slugs)
    return _likeliest(_offered(spec, parameter, view, slugs), wanted)


def fitting(command: str, assemblies: Collection[Assembly]) -> list[str]:
    """Give the short names of the assemblies for which a command is meant, of those that somebody may read of."""
    if command == "dissolve":
        return [each.slug for each in assemblies if each.kind is Kind.THING and each.dissolved_at is None]
    mine = [each.slug for each in assemblies]
    if command == "join":
        # In one's own one is already; a Thing or a region in which they sit is what one comes into.
        above = {peer.slug for each in assemblies for peer in each.member_of.values()}
        return sorted(above.difference(mine)) or mine
    return mine


def _offered(spec: CommandSpec, parameter: str, view: _View | None, slugs: Collection[str]) -> Iterable[Choice]:
    if parameter == ASSEMBLY_ARGUMENT:
        return (Choice(slug, slug) for slug in sorted(slugs))
    if parameter == "rule":
        return _rules(view.assembly if view else None)
    if parameter == "command":
        return _commands()
    if not suggests(spec, parameter):
        return (Choice(each, each) for own in spec.parameters if own.name == parameter for each in own.choices)
    if view is None:
        return ()
    if parameter == "other":
        return _to_join(view, slugs) if spec.name == "affiliate" else _around(view)
    if parameter == "number":
        return (_choice(thing, view) for thing in _NUMBERS[spec.name](view))
    return _IN_AN_ASSEMBLY[spec.name, parameter](view)


def _likeliest(offered: Iterable[Choice], typed: str) -> list[Choice]:
    """Choose what fits, and put what begins as it was typed first."""
    ranked: tuple[list[Choice], ...] = ([], [], [])
    wanted = typed.casefold()
    for choice in offered:
        rank = _rank(choice, wanted)
        if rank is not None:
            ranked[rank].append(choice)
        if len(ranked[0]) >= MOST:
            break
    best = [choice for group in ranked for choice in group][:MOST]
    return [Choice(choice.value, cut(clean_line(choice.label), LONGEST_LABEL)) for choice in best]


def _rank(choice: Choice, wanted: str) -> int | None:
    value, label = choice.value.casefold(), choice.label.casefold()
    if not wanted or value.startswith(wanted) or (wanted.isdigit() and value[1:].startswith(wanted)):
        return 0
    if label.startswith(wanted) or f" {wanted}" in label:
        return 1
    return 2 if wanted in label or wanted in value else None


# --- numbers


def _choice(thing: _Numbered, at: _View) -> Choice:
    """Offer one thing by its number, with what it is about."""
    return _CHOICES[type(thing)](thing, at)


def _of_petition(thing: Petition, at: _View) -> Choice:
    officer = name_of(at.names, thing.officer)
    return Choice(f"R{thing.number}", f"R{thing.number} · Recall of {officer} as {thing.office}")


def _of_decision(thing: Decision, at: _View) -> Choice:
    title = at.assembly.proposals[thing.proposal].latest.title
    return Choice(f"D{thing.number}", f"D{thing.number} · {title}")


_CHOICES: Final[Mapping[type, Callable[[Any, _View], Choice]]] = MappingProxyType(
    {
        Proposal: lambda thing, at: Choice(f"P{thing.number}", titled(thing, at.names)),
        Concern: lambda thing, at: Choice(
            f"C{thing.number}", f"C{thing.number} on P{thing.proposal}: {cut(thing.text, LONGEST_LABEL)}"
        ),
        Petition: _of_petition,
        Notice: lambda thing, at: Choice(f"N{thing.number}", f"N{thing.number} · {thing.title}, in {thing.peer.name}"),
        Moot: lambda thing, at: Choice(f"M{thing.number}", f"M{thing.number} · {thing.title}"),
        Sense: lambda thing, at: Choice(f"S{thing.number}", name_of_sense(at.assembly, thing, at.names)),
        Poll: lambda thing, at: Choice(f"B{thing.number}", name_of_poll(thing, Setting(at.assembly, at.names))),
        Referendum: lambda thing, at: Choice(f"V{thing.number}", name_of_referendum(thing)),
        Donation: lambda thing, at: Choice(f"G{thing.number}", name_of_gift(at.assembly, thing, at.actor)),
        Action: lambda thing, at: Choice(f"A{thing.number}", name_of_action(thing)),
        Decision: _of_decision,
        Election: lambda thing, at: Choice(f"E{thing.number}", name_of_election(thing)),
    }
)


def _newest(things: Mapping[int, T]) -> list[T]:
    return [things[number] for number in sorted(things, reverse=True)]


def _to_discuss(at: _View) -> Iterator[_Numbered]:
    return (each for each in _newest(at.assembly.proposals) if each.phase is not Phase.CLOSED)


def _to_call(at: _View) -> Iterator[_Numbered]:
    return (each for each in _newest(at.assembly.proposals) if allows(each.phase, Trigger.CHECK_CALLED))


def _to_amend(at: _View) -> Iterator[_Numbered]:
    return (each for each in _own(at, Trigger.AMENDED) if each.effect is None)


def _to_withdraw(at: _View) -> Iterator[_Numbered]:
    return _own(at, Trigger.WITHDRAWN)


def _own(at: _View, trigger: Trigger) -> Iterator[Proposal]:
    proposals = _newest(at.assembly.proposals)
    return (each for each in proposals if each.proposer == at.actor and allows(each.phase, trigger))


def _to_resolve(at: _View) -> Iterator[_Numbered]:
    return (each for each in _newest(at.assembly.concerns) if each.person == at.actor and not each.resolved)


def _to_answer(stance: Stance) -> _Numbers:
    """Offer the checks in which a stance can be taken; those that are open come before what cools off."""

    def offered(at: _View) -> Iterator[_Numbered]:
        for check in sorted(_newest(at.assembly.checks), key=lambda each: not each.is_open):
            if stance in stances_on(check.question) and check.voice(at.actor) is not None and _hears(check, at):
                yield _asked_by(check, at)

    return offered


def _asked_by(check: Check, at: _View) -> _Numbered:
    if isinstance(check.question, OnRecall):
        return at.assembly.petitions[check.question.petition]
    if isinstance(check.question, OnDeadlock):
        return at.assembly.proposals[check.question.proposals[0]]
    return at.assembly.proposals[check.question.proposal]


def _hears(check: Check, at: _View) -> bool:
    """Whether what the actor says on a check may still change something."""
    before = check.position_of(at.actor)
    return check.is_open or ((before is None or before.cooling) and at.assembly.takes_word(check.number))


def _to_retract(at: _View) -> Iterator[_Numbered]:
    for check in _newest(at.assembly.checks):
        if check.position_of(at.actor) is not None and _hears(check, at):
            yield _asked_by(check, at)
    yield from _to_unsign(at)
    yield from (each for each in _to_lean(at) if at.actor in each.leanings)


def _to_sign(at: _View) -> Iterator[_Numbered]:
    return (each for each in _gathering(at) if at.actor not in each.signatures and each.officer != at.actor)


def _about_me(at: _View) -> list[Petition]:
    """List the petitions about whoever is typing, to which they can make a statement."""
    under_way = {PetitionState.GATHERING, PetitionState.RECALL_OPEN}
    petitions = at.assembly.petitions.values()
    return [each for each in petitions if each.officer == at.actor and each.state in under_way]


def _to_unsign(at: _View) -> Iterator[_Numbered]:
    return (each for each in _gathering(at) if at.actor in each.signatures)


def _gathering(at: _View) -> Iterator[Petition]:
    return (each for each in _newest(at.assembly.petitions) if each.state is PetitionState.GATHERING)


def _to_object(at: _View) -> Iterator[_Numbered]:
    return (each for each in _open_notices(at) if not _objects(at, each))


def _to_stop_objecting(at: _View) -> Iterator[_Numbered]:
    return (each for each in _open_notices(at) if _objects(at, each))


def _open_notices(at: _View) -> Iterator[Notice]:
    return (each for each in _newest(at.assembly.notices) if not each.closed)


def _objects(at: _View, notice: Notice) -> bool:
    return any(objection.person == at.actor for objection in notice.objections)


def _to_come(at: _View) -> Iterator[_Numbered]:
    ahead = (each for each in _moots_not_over(at) if at.actor not in each.coming)
    return (each for each in ahead if at.actor not in each.present)


def _not_to_come(at: _View) -> Iterator[_Numbered]:
    return (each for each in _to_see_to(at) if at.actor in each.coming)


def _to_see_to(at: _View) -> Iterator[Moot]:
    return (each for each in _moots_not_over(at) if each.state is MootState.ANNOUNCED)


def _to_close(at: _View) -> Iterator[_Numbered]:
    return (each for each in _moots_not_over(at) if each.state is MootState.OPEN)


def _moots_not_over(at: _View) -> Iterator[Moot]:
    return (each for each in sorted(at.assembly.moots.values(), key=lambda each: each.starts_at) if not each.is_over)


def _held(at: _View) -> Iterator[_Numbered]:
    return (each for each in _newest(at.assembly.moots) if each.opened_at is not None)


def _to_lean(at: _View) -> Iterator[Sense]:
    return (each for each in _newest(at.assembly.senses) if each.closed_at is None)


def _to_review(at: _View) -> Iterator[_Numbered]:
    return (at.assembly.decisions[each.decision] for each in _to_lean(at) if each.decision is not None)


def _to_follow(at: _View) -> Iterator[_Numbered]:
    return (each for each in _newest(at.assembly.decisions) if each.stands)


def _to_do(at: _View) -> list[_Numbered]:
    """Offer what is still to be done, one's own first."""
    live = (each for each in _newest(at.assembly.actions) if each.is_open)
    return [*sorted(live, key=lambda each: (each.person != at.actor, each.due))]


def _not_done_after_all(at: _View) -> Iterator[_Numbered]:
    return (each for each in _newest(at.assembly.actions) if each.done_at is not None)


def _to_go_round(at: _View) -> Iterator[_Numbered]:
    return (_asked_by(check, at) for check in _newest(at.assembly.checks) if check.is_open)


def _to_pass(at: _View) -> Iterator[_Numbered]:
    for check in _newest(at.assembly.checks):
        turn = check.go_round.turn if check.is_open and check.go_round is not None else None
        if turn is not None and check.voice(at.actor) == turn:
            yield _asked_by(check, at)


def _to_break(at: _View) -> Iterator[_Numbered]:
    """Offer the proposals on which consensus failed often enough to ask whether there is deadlock."""
    talked = (each for each in _newest(at.assembly.proposals) if allows(each.phase, Trigger.DEADLOCKED))
    enough = at.assembly.rules.deadlock_after
    tired = (each for each in talked if each.failed_checks >= enough and not each.is_lent)
    return (each for each in tired if at.assembly.deadlock_asked(each.number) is None)


def _to_vote(at: _View) -> Iterator[_Numbered]:
    return (each for each in _newest(at.assembly.polls) if each.is_open and each.voice(at.actor) is not None)


def _counted(at: _View) -> Iterator[_Numbered]:
    return (each for each in _newest(at.assembly.polls) if not each.is_open)


def _to_explain(at: _View) -> list[_Numbered]:
    here = at.assembly
    voted: list[_Numbered] = [*here.polls.values(), *here.referendums.values(), *here.elections.values()]
    return _latest([*here.proposals.values(), *here.petitions.values(), *here.decisions.values(), *voted])


def _to_show(at: _View) -> list[_Numbered]:
    here = at.assembly
    met: list[_Numbered] = [*here.moots.values(), *here.senses.values()]
    return _latest([*_to_explain(at), *here.concerns.values(), *here.notices.values(), *met, *here.actions.values()])


def _latest(things: list[_Numbered]) -> list[_Numbered]:
    return sorted(things, key=lambda each: (_began(each), each.number), reverse=True)


def _began(thing: _Numbered) -> datetime:
    match thing:
        case Proposal(made_at=at) | Decision(made_at=at) | Concern(raised_at=at) | Petition(started_at=at):
            return at
        case Poll(opened_at=at) | Election(opened_at=at) | Referendum(called_at=at):
            return at
        case Donation(recorded_at=at):
            return at
        case Notice(told_at=at) | Moot(called_at=at) | Sense(asked_at=at) | Action(set_at=at):
            return at


def _given(at: _View) -> list[_Numbered]:
    return list(_newest(at.assembly.donations))


def _to_send_back(at: _View) -> Iterator[_Numbered]:
    """Offer gifts that can go back to those who keep them, what must go back first."""
    back = {DonationState.REFUSED: 0, DonationState.ACCEPTED: 1}
    gifts = [each for each in _newest(at.assembly.donations) if each.state in back]
    return (each for each in sorted(gifts, key=lambda gift: back[gift.state]) if keeps_gifts(at.assembly, at.actor))


def _elections(at: _View) -> Iterator[_Numbered]:
    return (each for each in _newest(at.assembly.elections) if each.is_open)


def _to_name_in(at: _View) -> Iterator[_Numbered]:
    return (each for each in _newest(at.assembly.elections) if each.state is ElectionState.NOMINATIONS)


def _to_stand_in(at: _View) -> Iterator[_Numbered]:
    before = {ElectionState.NOMINATIONS, ElectionState.CONSENSUS}
    return (e for e in _newest(at.assembly.elections) if e.state in before and at.actor in e.candidates)


def _to_return(at: _View) -> Iterator[_Numbered]:
    return (each for each in _newest(at.assembly.elections) if each.is_open and at.actor not in each.named)


_NUMBERS: Final[Mapping[str, _Numbers]] = MappingProxyType(
    {
        "concern": _to_discuss,
        "resolve": _to_resolve,
        "amend": _to_amend,
        "withdraw": _to_withdraw,
        "consensus": _to_call,
        **{stance.value.replace(" ", "-"): _to_answer(stance) for stance in Stance},
        "retract": _to_retract,
        "deadlock": _to_break,
        "ballot": _to_vote,
        "receipts": _counted,
        "why": _to_explain,
        "status": _to_show,
        "sign": _to_sign,
        "unsign": _to_unsign,
        "statement": _about_me,
        "coming": _to_come,
        "not-coming": _not_to_come,
        **dict.fromkeys(("move-moot", "cancel-moot", "open-moot"), _to_see_to),
        "close-moot": _to_close,
        "minutes": _held,
        "action": _to_follow,
        **dict.fromkeys(("done", "drop-action"), _to_do),
        "not-done": _not_done_after_all,
        "lean": _to_lean,
        "review": _to_review,
        "go-round": _to_go_round,
        "pass": _to_pass,
        "donations": _given,
        "donation-returned": _to_send_back,
        **dict.fromkeys(("nominate", "second"), _to_name_in),
        **dict.fromkeys(("accept", "decline"), _to_stand_in),
        "timetable": _elections,
        **dict.fromkeys(("call-off", "take-on"), _to_return),
        "object": _to_object,
        "withdraw-objection": _to_stop_objecting,
    }
)
"""What the number of each command may be, the likeliest first; a test proves that it has them all."""


# --- people, assemblies, offices, rules, commands


def _officers(at: _View) -> Iterator[Choice]:
    for office in at.assembly.offices.values():
        for holder in office.holders:
            if holder != at.actor:
                # By office, not by name: that is never two people's; but of several holders by name.
                name = name_of(at.names, holder)
                yield Choice(office.name if len(office.holders) == 1 else name, f"{office.name}: {name}")


def _others(at: _View) -> list[Choice]:
    known = {name_of(at.names, each) for each in at.assembly.participants if each != at.actor and at.names.get(each)}
    return [Choice(name, name) for name in sorted(known, key=str.casefold)]


def _anyone(at: _View) -> list[Choice]:
    return [Choice("me", "me: yourself"), *_others(at)]


def _asking(at: _View) -> list[Choice]:
    """Offer those who ask to take part, the first of them first."""
    asked = [each for each in at.assembly.waiting.values() if each.asked_at is not None and at.names.get(each.person)]
    named = [name_of(at.names, each.person) for each in sorted(asked, key=lambda each: each.number)]
    return [Choice(name, name) for name in named]


def _offices(at: _View) -> list[Choice]:
    return [Choice(name, name) for name in sorted(at.assembly.offices)]


def _electable(at: _View) -> list[Choice]:
    return [Choice(name, name) for name, office in sorted(at.assembly.offices.items()) if office.is_elected]


def _names_wanted(at: _View) -> list[Choice]:
    return [_choice(each, at) for each in _to_name_in(at)]


def _sought(at: _View) -> list[Choice]:
    return [*_names_wanted(at), *_electable(at)]


def _unseconded(at: _View) -> list[Choice]:
    """Offer those whose nomination wants a second that whoever types may give."""
    elections = [each for each in at.assembly.elections.values() if each.state is ElectionState.NOMINATIONS]
    found = [
        name_of(at.names, each.person)
        for election in elections
        for each in election.in_order
        if each.seconded_by is None and not each.declined and at.actor not in {each.person, each.nominated_by}
    ]
    return [Choice(name, name) for name in dict.fromkeys(found)]


def _appointed(at: _View) -> list[Choice]:
    return [Choice(name, name) for name, office in sorted(at.assembly.offices.items()) if not office.is_elected]


def _own_offices(at: _View) -> list[Choice]:
    return [Choice(name, name) for name, office in sorted(at.assembly.offices.items()) if at.actor in office.holders]


def _unmandated(at: _View) -> list[Choice]:
    """Offer the acts of others without a mandate, the newest first."""
    acts = [act for act in at.assembly.acts.values() if not act.mandated and act.officer != at.actor]
    return [
        Choice(f"O{act.number}", cut(f"O{act.number}: {name_of(at.names, act.officer)}, {act.text}", LONGEST_LABEL))
        for act in reversed(acts)
    ]


def _mandates(at: _View) -> list[Choice]:
    """Offer the decisions that empower an office, those first that empower one of the actor's."""
    held = {choice.value for choice in _own_offices(at)}
    found = ((each, mandate_of(at.assembly, each)) for each in at.assembly.decisions.values() if each.stands)
    empowering = [(each, mandate) for each, mandate in found if mandate is not None]
    return [
        Choice(f"D{each.number}", cut(f"D{each.number}: the {mandate.office} may {mandate.scope}", LONGEST_LABEL))
        for each, mandate in sorted(empowering, key=lambda pair: (pair[1].office not in held, -pair[0].number))
    ]


def _around(at: _View) -> list[Choice]:
    """Offer the assemblies around this one, by what they are called."""
    around = {peer.slug: peer.name for peer in (*at.assembly.member_of.values(), *at.assembly.members.values())}
    return [Choice(slug, f"{slug}: {name}") for slug, name in sorted(around.items())]


def _to_join(at: _View, slugs: Collection[str]) -> list[Choice]:
    """Offer the assemblies that one takes part in and that are not around this one yet."""
    known = {at.assembly.slug, *(choice.value for choice in _around(at))}
    return [Choice(slug, slug) for slug in sorted(slugs) if slug not in known]


def _one_more(typed: str, at: _View | None, slugs: Collection[str]) -> list[Choice]:
    """Offer one more assembly for a list of them, of which what comes before the last comma is kept; or everyone."""
    before, comma, last = typed.rpartition(",")
    named = {name.strip(" @").casefold() for name in before.split(",")}
    known = [*_around(at), *_to_join(at, slugs)] if at else [Choice(slug, slug) for slug in sorted(slugs)]
    offered = [choice for choice in known if choice.value not in named]
    if not comma:
        offered.append(Choice("everyone", "everyone: all assemblies"))
    opening = f"{before.strip()}, " if comma else ""
    likely = _likeliest(offered, last.strip(" @"))
    return [
        Choice(f"{opening}{each.value}", cut(f"{opening}{each.label}", LONGEST_LABEL))
        for each in likely
        if len(opening) + len(each.value) <= LONGEST_LABEL
    ]


def _remit(at: _View) -> list[Choice]:
    return [Choice(kind, kind) for kind in sorted(at.assembly.remit)]


def _donors(at: _View) -> Iterator[Choice]:
    """Offer those who gave before, by their codes, to those alone who keep the gifts."""
    if keeps_gifts(at.assembly, at.actor):
        for donor in at.assembly.donors.values():
            code = code_of(at.assembly, donor.id)
            yield Choice(code, f"{clean_line(donor.name, limit=70)} ({code})")


_IN_AN_ASSEMBLY: Final[Mapping[tuple[str, str], Callable[[_View], Iterable[Choice]]]] = MappingProxyType(
    {
        ("recall", "person"): _officers,
        ("elect", "person"): _others,
        ("action", "person"): _anyone,
        ("welcome", "person"): _asking,
        ("elect", "office"): _offices,
        ("nominate", "person"): _others,
        ("nominate", "office"): _sought,
        ("election", "office"): _electable,
        ("second", "person"): _unseconded,
        ("second", "election"): _names_wanted,
        **dict.fromkeys([("donors", "donor"), ("donors", "other"), ("donation-record", "source")], _donors),
        ("appoint", "person"): _others,
        ("appoint", "office"): _appointed,
        ("resign", "office"): _own_offices,
        ("recall", "act"): _unmandated,
        ("act", "mandate"): _mandates,
        ("acts", "whose"): _offices,
        ("office", "appointed"): _offices,
        ("office", "deputy"): _offices,
        ("release-remit", "kind"): _remit,
    }
)


def _rules(assembly: Assembly | None) -> Iterator[Choice]:
    for name, rule in RULES.items():
        now = f" ({value_of(assembly.rules, name)})" if assembly else ""
        yield Choice(name, f"{name}{now}: {rule.meaning}")


def _commands() -> Iterator[Choice]:
    return (Choice(spec.name, f"{spec.name}: {spec.summary}") for spec in CATALOGUE.values())
