"""What follows a decision, and readings of the room, as they are shown: cards, lists, lines."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from adapters.cleaning import clean_line, cut
from adapters.documents import (
    Action as Button,
)
from adapters.documents import (
    Bar,
    Block,
    Bullets,
    Document,
    Inline,
    Paragraph,
    Quote,
    Strong,
    heading,
    inlines,
    paragraph,
)
from adapters.phrases import NOBODY_KNOWN, Names, count, listed, moment, titled
from adapters.setting import Setting
from deliberation.actions import Action
from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.ids import PersonId
from deliberation.proposals import Decision
from deliberation.senses import Leaning, Leant, Sense

DONE: Final = "✅"
"""The reaction that says that an action is done."""
ACTION_SEEDS: Final = (DONE,)

LEANING_KEYS: Final[Mapping[Leaning, str]] = MappingProxyType(
    {Leaning.YES: "👍", Leaning.UNSURE: "🤷", Leaning.NO: "👎"}
)
"""The reaction that leans each way, folded."""
SENSE_SEEDS: Final = tuple(LEANING_KEYS.values())

_OF_ROOM: Final = MappingProxyType({Leaning.YES: "Yes", Leaning.UNSURE: "Unsure", Leaning.NO: "No"})
_OF_REVIEW: Final = MappingProxyType({**_OF_ROOM, Leaning.UNSURE: "Partly (or too early to say)"})

_MOST: Final = 40
_MOST_WORDS: Final = 20
_LONGEST_WORDS: Final = 300
_WHOLE: Final = 2_000


def leaning_of(key: str) -> Leaning | None:
    """Say which way a folded reaction leans, if any."""
    return next((each for each, sign in LEANING_KEYS.items() if sign == key), None)


# --- actions


def name_of_action(action: Action) -> str:
    """Name an action by its number and what is to be done."""
    return f"A{action.number} · {clean_line(action.text, limit=200)}"


def action_card(assembly: Assembly, action: Action, names: Names) -> Document:
    """Draw the card of something to be done."""
    at = Setting(assembly, names)
    number, decision = f"A{action.number}", assembly.decisions[action.decision]
    state = "done" if action.done_at is not None else "dropped" if action.dropped else "to do"
    if action.is_open and action.reminders > 1:
        state = "overdue"
    proposal = assembly.proposals[decision.proposal]
    blocks: list[Block] = [
        heading(f"{name_of_action(action)} · {state}"),
        paragraph("For ", Strong(at.name(action.person)), " to do by ", moment(action.due, assembly), "."),
        paragraph(f"It follows from D{decision.number} · {titled(proposal, names)}. Set by {at.name(action.set_by)}."),
    ]
    if not decision.stands:
        blocks.append(paragraph(f"D{decision.number} no longer stands, so nobody is reminded of it."))
    if action.dropped:
        return Document((*blocks, paragraph("It is no longer to be done.")), tone="over")
    if action.done_at is not None:
        by = f" by {at.name(action.done_by)}'s word" if action.done_by is not None else ""
        blocks.append(paragraph(Strong("Done"), f"{by}, ", moment(action.done_at, assembly), "."))
        undone = Button("not-done", "Not done after all")
        blocks.append(paragraph("If it is not done after all: ", at.type(f"not-done {number}")))
        return Document(tuple(blocks), (undone,), tone="carried")
    whose = " That is for whoever is to do it, whoever set it, and whoever gives procedure."
    drop: list[Inline | str] = [" If it is no longer to be done: ", at.type(f"drop-action {number}"), "."]
    blocks.append(
        Paragraph(
            inlines(f"When it is done: {DONE}, or ", at.type(f"done {number}"), ".", *drop, whose),
            inlines(f"When it is done: press the button below, or tap {DONE}.", *drop, whose),
        )
    )
    return Document(tuple(blocks), (Button("done", "Done", DONE),), tone="open")


def list_actions(assembly: Assembly, now: datetime, at: Setting) -> Document:
    """List what is still to be done and by whom: what is overdue first, then what is due first."""
    todo = sorted((each for each in assembly.actions.values() if _is_live(assembly, each)), key=lambda each: each.due)
    done = sum(each.done_at is not None for each in assembly.actions.values())
    if not todo:
        tail = f" So far {count(done, 'action is', 'actions are')} done." if done else ""
        return Document(
            (paragraph(f"Nothing is still to be done in {assembly.name}.{tail} To set something: ", at.form("action")),)
        )
    blocks: list[Block] = [heading(f"To be done in {assembly.name}")]
    for title, actions in (
        ("Overdue", [each for each in todo if each.due <= now]),
        ("To do", [each for each in todo if each.due > now]),
    ):
        if actions:
            lines = [action_line(assembly, each, at) for each in actions[:_MOST]]
            more = [inlines(f"and {len(actions) - _MOST:,} more")] if len(actions) > _MOST else []
            blocks += [paragraph(Strong(f"{title} ({len(actions):,})")), Bullets((*lines, *more))]
    blocks.append(paragraph("When one is done: ", at.type(f"done A{todo[0].number}")))
    return Document(tuple(blocks))


def _is_live(assembly: Assembly, action: Action) -> bool:
    """Whether something is still to be done: open, and its decision stands."""
    return action.is_open and assembly.decisions[action.decision].stands


def action_line(assembly: Assembly, action: Action, at: Setting) -> tuple[Inline, ...]:
    """Name an action, whose it is and how it stands."""
    opening = f"{name_of_action(action)} (D{action.decision}): "
    if action.dropped:
        return inlines(f"{opening}no longer to be done")
    if action.done_at is not None:
        return inlines(f"{opening}done, ", moment(action.done_at, assembly))
    return inlines(f"{opening}{whose(assembly, action, at)}, by ", moment(action.due, assembly))


def whose(assembly: Assembly, action: Action, at: Setting) -> str:
    """Name whoever is to do something, and say so if they are gone."""
    name = at.name(action.person)
    here = at.called(action.person) in assembly.participants or name == NOBODY_KNOWN
    return name if here else f"{name}, who no longer takes part"


def to_do(assembly: Assembly, at: Setting) -> list[tuple[Inline, ...]]:
    """List what is still to be done, what is due first before."""
    live = sorted((each for each in assembly.actions.values() if _is_live(assembly, each)), key=lambda each: each.due)
    return [action_line(assembly, each, at) for each in live]


# --- readings of the room


def _labels(sense: Sense) -> Mapping[Leaning, str]:
    return _OF_ROOM if sense.decision is None else _OF_REVIEW


def counted_leanings(sense: Sense) -> str:
    """Count how the room leans: ``5 yes, 2 unsure, 1 no``."""
    if not sense.leanings:
        return "nobody answered" if sense.closed_at is not None else "nobody has answered yet"
    labels = _labels(sense)
    return listed([f"{sense.count(each):,} {labels[each][:1].lower()}{labels[each][1:]}" for each in Leaning])


def name_of_sense(assembly: Assembly, sense: Sense, names: Names) -> str:
    """Name a reading of the room by its number and what is asked."""
    if sense.decision is None:
        return f"S{sense.number} · {clean_line(sense.question, limit=200)}"
    proposal = assembly.proposals[assembly.decisions[sense.decision].proposal]
    return f"S{sense.number} · Review of D{sense.decision}: {titled(proposal, names)}"


def sense_card(assembly: Assembly, sense: Sense, names: Names) -> Document:
    """Draw the card of a reading of the room. Who leans which way is not shown; how many do is."""
    at = Setting(assembly, names)
    over = " · closed" if sense.closed_at is not None else ""
    blocks: list[Block] = [heading(name_of_sense(assembly, sense, names) + over)]
    blocks += _what_is_asked(assembly, sense, at)
    blocks.append(_time(sense, at))
    if people := len(sense.leanings):
        blocks += [Bar(_labels(sense)[each], sense.count(each), people) for each in Leaning]
    blocks += words_of(sense, at)
    if sense.closed_at is not None:
        return Document(tuple(blocks), tone="over")
    buttons = tuple(Button("lean", _labels(sense)[each], LEANING_KEYS[each], choice=each.value) for each in Leaning)
    return Document((*blocks, _how_to_answer(sense, at)), buttons, tone="open")


def _what_is_asked(assembly: Assembly, sense: Sense, at: Setting) -> list[Block]:
    if sense.decision is None:
        asked_by = at.name(sense.asked_by) if sense.asked_by is not None else "The assembly"
        return [paragraph(f"{asked_by} asks how the room leans. ", Strong("It decides nothing"), " and binds nobody.")]
    made = assembly.decisions[sense.decision].made_at
    asked: list[Block] = [
        paragraph(
            f"D{sense.decision} was decided ",
            moment(made, assembly),
            ", to be looked at again now. ",
            Strong("Did it reduce the suffering that it was meant to?"),
        )
    ]
    if sense.question:
        return [*asked, paragraph("It said who suffers less by it:"), Quote(cut(sense.question, _WHOLE))]
    return [*asked, paragraph("It did not say who would suffer less by it; say what you see.")]


def _time(sense: Sense, at: Setting) -> Paragraph:
    if sense.closed_at is not None:
        return paragraph(Strong("Closed"), " ", moment(sense.closed_at, at.assembly), f": {counted_leanings(sense)}.")
    many = count(len(sense.leanings), "person has", "people have") if sense.leanings else "Nobody has"
    return paragraph(Strong("Open"), " until ", moment(sense.until, at.assembly), f". {many} answered so far.")


def _how_to_answer(sense: Sense, at: Setting) -> Paragraph:
    number = f"S{sense.number}"
    forms: list[Inline | str] = []
    for place, each in enumerate(Leaning):
        forms += [", " if place else "", f"{LEANING_KEYS[each]} ", at.type(f"lean {number} {each.value}")]
    why: list[Inline | str] = []
    if sense.decision is not None:
        why = [" To say why, for all to read: ", at.type(f"review D{sense.decision} yes because …"), "."]
    shown = " The last thing you say counts. I show how many say so, not who."
    return Paragraph(
        inlines("To answer: ", *forms, f". Tap a reaction, or type the words.{shown}", *why),
        inlines(f"To answer: press a button below, or tap a reaction.{shown}", *why),
    )


def words_of(sense: Sense, at: Setting) -> list[Block]:
    """List what people said of a decision that is reviewed, with their names."""
    if sense.decision is None:
        return []
    said = [(person, leant) for person, leant in sense.leanings.items() if leant.text]
    items = [inlines(_said(at.name(person), leant)) for person, leant in said[:_MOST_WORDS]]
    if len(said) > _MOST_WORDS:
        items.append(inlines(f"and {len(said) - _MOST_WORDS:,} more"))
    return [paragraph(Strong("In their words:")), Bullets(tuple(items))] if items else []


def _said(name: str, leant: Leant) -> str:
    label = _OF_REVIEW[leant.leaning].lower()
    return f"{name} ({label}): {clean_line(leant.text, limit=_LONGEST_WORDS)}"


def open_readings(assembly: Assembly, at: Setting) -> list[tuple[Inline, ...]]:
    """List the readings of the room that are open."""
    return [
        inlines(
            f"{name_of_sense(assembly, each, at.names)}: {counted_leanings(each)}; until ", moment(each.until, assembly)
        )
        for each in assembly.senses.values()
        if each.closed_at is None
    ]


# --- beside a decision


def follow_up(assembly: Assembly, decision: Decision) -> str:
    """Say in a few words what followed a decision, for its line; empty where nothing did."""
    parts = []
    own = [each for each in assembly.actions.values() if each.decision == decision.number and not each.dropped]
    if own:
        done = sum(each.done_at is not None for each in own)
        parts.append(f"{done:,} of {count(len(own), 'action', 'actions')} done")
    sense = assembly.senses[decision.reviewed_in] if decision.reviewed_in is not None else None
    if sense is not None:
        answer = "being reviewed" if sense.closed_at is None else "reviewed"
        parts.append(f"{answer}: {counted_leanings(sense)}")
    return "; ".join(parts)


def follow_up_blocks(assembly: Assembly, decision: Decision, at: Setting) -> list[Block]:
    """Show what is to be done after a decision, and what the assembly said that it did."""
    blocks: list[Block] = []
    own = [each for each in assembly.actions.values() if each.decision == decision.number]
    if own:
        lines = [action_line(assembly, each, at) for each in own[-_MOST:]]
        blocks += [paragraph(Strong("What is to be done:")), Bullets(tuple(lines))]
    if decision.reviewed_in is not None:
        sense = assembly.senses[decision.reviewed_in]
        blocks.append(paragraph(Strong("Did it reduce the suffering that it was meant to? "), *_answer(sense, at)))
        blocks += words_of(sense, at)
    elif decision.review_at is not None and decision.stands:
        blocks.append(paragraph("What it did is looked at again ", moment(decision.review_at, assembly), "."))
    return blocks


def _answer(sense: Sense, at: Setting) -> list[Inline | str]:
    if sense.closed_at is None:
        return [f"So far {counted_leanings(sense)}; open until ", moment(sense.until, at.assembly), "."]
    return [f"{counted_leanings(sense)}; closed ", moment(sense.closed_at, at.assembly), "."]


# --- go-rounds


def go_round_blocks(check: Check, at: Setting) -> list[Block]:
    """Show on the card of a check who has been asked in turn, whose turn it is and who is to come."""
    going = check.go_round
    if going is None or not check.is_open:
        return []
    place = going.order.index(going.turn) if going.turn is not None else len(going.order)
    heard = [each for each in going.order if each in check.positions and each != going.turn]
    silent = [each for each in going.order[:place] if each not in check.positions]
    to_come = [each for each in going.order[place + 1 :] if each not in check.positions]
    items: list[tuple[Inline, ...]] = []
    if heard:
        items.append(inlines(f"Heard: {_all_named(heard, at)}"))
    if silent:
        items.append(inlines(f"Let it go by: {_all_named(silent, at)}"))
    if going.turn is not None:
        passing: list[Inline | str] = [". To pass: ", at.type(f"pass {at.matter(check.number)}")]
        items.append(
            inlines(Strong("Turn: "), at.name(going.turn), ", until ", moment(going.until, at.assembly), *passing)
        )
    if to_come:
        items.append(inlines(f"To come, in this order: {_all_named(to_come, at)}"))
    opening = "Go-round" if going.turn is not None else "Go-round, over"
    return [paragraph(Strong(f"{opening}:")), Bullets(tuple(items))] if items else []


def _all_named(people: Iterable[PersonId], at: Setting) -> str:
    return listed([at.name(person) for person in people])


# --- records


def happened_after(assembly: Assembly, at: Setting) -> Iterator[tuple[datetime, str]]:
    """List what was to be done and was done, and what the room was asked, each with its time."""
    for action in assembly.actions.values():
        dropped = "; dropped since" if action.dropped else ""
        opening = f"{at.name(action.set_by)} set {name_of_action(action)} for {at.name(action.person)}"
        yield action.set_at, f"{opening} (D{action.decision}){dropped}"
        if action.done_at is not None:
            yield action.done_at, f"A{action.number} was done"
    for sense in assembly.senses.values():
        name = name_of_sense(assembly, sense, at.names)
        by = f"{at.name(sense.asked_by)} asked the room" if sense.asked_by is not None else "The assembly was asked"
        yield sense.asked_at, f"{by}: {name}"
        if sense.closed_at is not None:
            yield sense.closed_at, f"S{sense.number} closed: {counted_leanings(sense)}"
