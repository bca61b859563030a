"""As whom on a roll somebody speaks of whom it turned out, since the call, that they are on it twice or as another.

A roll that was fixed stays as it was, and yet nobody has two positions on it: one of their places speaks
(``Check.voice``), the others lead to it (``Check.same``).
"""

from dataclasses import replace

from deliberation import rolls
from deliberation.assembly import Assembly
from deliberation.checks import Check, OnRecall
from deliberation.ids import PersonId
from deliberation.positions import Position, Stance


def taking_word(assembly: Assembly) -> list[Check]:
    """List the checks on which anything said may still change something (as ``Assembly.takes_word``)."""
    cooling = {decision.check for decision in assembly.decisions.values() if decision.cooling_until is not None}
    return [check for check in assembly.checks.values() if check.is_open or check.number in cooling]


def places(check: Check, person: PersonId) -> tuple[PersonId, ...]:
    """List the places on the roll that are somebody's, the one by which they speak first."""
    return rolls.places(check.roll, check.same, person)


def about(assembly: Assembly, check: Check, *people: PersonId) -> bool:
    """Whether a check is the recall of one of these people, who have no voice in it."""
    return isinstance(check.question, OnRecall) and assembly.petitions[check.question.petition].officer in people


def voice_of_both(check: Check, person: PersonId, other: PersonId) -> PersonId | None:
    """Say by which place ``person`` speaks once they are ``other`` too; ``None`` where neither has one.

    Once a check has closed it is one whose position was counted, if there is any: whoever was heard then is not one who
    was silent.
    """
    found = [*places(check, person), *places(check, other)]
    counted = [place for place in found if not check.is_open and _was_counted(check, place)]
    return next(iter([*counted, *found]), None)


def _was_counted(check: Check, place: PersonId) -> bool:
    held = check.positions.get(place)
    return held is not None and not held.cooling


def with_one_voice(check: Check, person: PersonId, other: PersonId) -> Check:
    """Give a check in which ``person`` speaks for ``other`` too, by one place."""
    voice = voice_of_both(check, person, other)
    if voice is None:
        return check
    found = (*places(check, person), *places(check, other))
    return replace(check, same=rolls.with_one_voice(check.roll, check.same, found, voice, person))


def without_voice(check: Check, person: PersonId, other: PersonId) -> Check:
    """Give a check in which neither of two has a voice any more, because it is about them: each place leads nowhere."""
    same = check.same
    for place in (*places(check, person), *places(check, other)):
        same = same.put(place, place)
    return check if same is check.same else replace(check, same=same)


def later(one: Position, two: Position) -> Position:
    """Give the later of two positions; where that cannot be told the block, or else the first."""
    if one.at is not None and two.at is not None and one.at != two.at:
        return one if one.at > two.at else two
    return two if two.stance is Stance.BLOCK else one
