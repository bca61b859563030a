"""Draws ``docs/rules.md`` from the table of rules: ``python docs/draw_rules.py``; ``--check`` compares."""

import sys
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from deliberation.rules import PRESETS, RULES, RuleSpec, RuleValueError, value_of

PAGE: Final = Path(__file__).resolve().parent / "rules.md"

_OUT_OF_BOUNDS: Final = ("999999d", "101%", "999999", "?")
"""No rule can take all of these; why it cannot says what it can."""

TEXT: Final = """\
# The rules

Every assembly decides by its own rules. It begins with one of these sets, chosen when it is founded: {presets}.
After that it changes any of them by its own consensus. `!rules` shows them in the room, `!rules quorum-share`
shows one, and `!change-rule quorum-share 1/4` proposes another value. A check that is open keeps the rules it was
called with.

The table is drawn from `deliberation/rules/table.py` by `docs/draw_rules.py`: change the rules there, then draw it
again.

| rule | what it sets | what it can be | {columns} |
| --- | --- | --- | {dashes} |
{rows}

## How a check comes out

When a check closes, these questions are asked in this order. `!why P1` shows them with their figures, also while the
check is open; `folkmoot verify` asks them again from the register alone.

1. **Does a block stand?** Then it is *blocked*. One is enough, also one from a member assembly. So it is while an
   assembly that it affects objects.
2. **Have enough people taken a position?** At least `quorum-share` of the roll must, and at least `quorum-minimum`
   people (or the whole roll, if that is smaller). If not, the time is extended once, by `extension-share` of the
   period. If they are still too few, it ends there: *too few took a position*.
3. **Do enough of them agree?** At least `agree-share` of the positions taken must be agreements, and at least one.
   If not, it is *not carried*.
4. **Do few enough stand aside?** If more than `stand-aside-share` of the positions taken do, it is *not carried*
   either.
5. Otherwise there is **consensus**, and a decision with a number.

So silence passes nothing, and neither does everybody standing aside.

* **The roll** is everyone who takes part when the check is called. Who joins later is not on it.
* **Member assemblies** have one place each on the roll, beside the people. When consensus is called, each is asked on a
  card of its own, for `below-share` of the period: by its own roll and its own rules. Consensus there agrees here, a
  block there blocks here, anything else takes no position. What it decided and then sends back in its own cooling off
  is sent back here too, as long as it cools off here: until no member can send it back any more, but for no more than
  14 days or this assembly's own `cooling-off`, whichever is longer. Elections of officers and recalls have no such
  places.
* **Affected assemblies** are told at once, and no check ends before `affected-notice` is over for each of them.
* **Early closing.** A check closes before its deadline only once everyone on the roll has taken a position and nobody
  blocks. Nobody can close one by hand.
* **A block without a reason** counts at once, and its holder is asked for the reason. If at the deadline no block has
  a reason, the time is extended once, by `reason-grace`. A block that has none then counts as standing aside.
* **Amending** begins the check again with a full period. Agreements and stand-asides lapse, blocks stay.
* **Apologies** given before the call are left out when `quorum-share` is worked out. They do not lower
  `quorum-minimum`.
* **Cooling off.** For as long as `cooling-off` says, those who took no position may still do so. A block, or more
  than `objection-share` of the roll standing aside, sends the decision back to discussion. Rules and offices change
  only after it.
* **If the bot was away** over a deadline for more than ten minutes, the deadline moves by as long as it was away.

## When it comes to a ballot

After `deadlock-after` checks on a proposal that failed (*blocked* or *not carried*), unless `ballots` is no, the
assembly may be asked whether there is deadlock. Enough people must take a position, as in every check; then at least
half of them must say yes. If they do, the members vote on it by STAR, for `ballot-period`, in secret where
`secret-ballots` says so. In a referendum at least `referendum-quorum` of the roll must vote, and yes must be more than
`referendum-threshold` of yes and no. [Ballots](ballots.md) says the whole.

## How a recall comes out

A petition needs the signatures of `recall-share` of those taking part, and at least `recall-minimum` (never more than
there are people who could sign), within `recall-window`. Where it cites an act that stands as unmandated,
`recall-minimum-unmandated` are enough, however many take part. Then the recall opens by itself. The officer is not on
its roll. If too few take a position, the time is extended once, and then the officer stays. Otherwise `recall-rule`
says how it is counted:

* `majority`: more *remove* than *keep* removes;
* `consensus-to-keep`: one *remove* is enough to remove, and without any the officer stays only if enough say *keep*;
* `consensus-to-remove`: one *keep* is enough to keep, and without any the officer goes only if enough say *remove*.

How many are enough for the last two is what `agree-share` and `stand-aside-share` say.
"""


def page() -> str:
    """Write the page as the rules are now."""
    return TEXT.format(
        presets=", ".join(f"`{name}`" for name in PRESETS),
        columns=" | ".join(f"`{name}`" for name in PRESETS),
        dashes=" | ".join("---" for _ in PRESETS),
        rows="\n".join(_row(spec) for spec in RULES.values()),
    )


def _row(spec: RuleSpec) -> str:
    values = [value_of(rules, spec.name) for rules in PRESETS.values()]
    return f"| `{spec.name}` | {spec.meaning} | {bounds(spec)} | {' | '.join(values)} |"


def bounds(spec: RuleSpec) -> str:
    """Say what a rule can be, in the words with which it refuses what it cannot, and with an example."""
    said = ""
    for value in _OUT_OF_BOUNDS:
        try:
            spec.read(value)
        except RuleValueError as error:
            # Of what it says, the bounds tell more than how to write it.
            if not said or str(error).startswith("it must be"):
                said = str(error)
    if said.startswith("it must be"):
        return f"{said.removeprefix('it must be ')}, such as {spec.example}"
    return said.removeprefix("write one of: ").removeprefix("write ")


def main(arguments: list[str]) -> int:
    """Rewrite the page, or with ``--check`` say whether it is as it would be drawn."""
    if "--check" not in arguments:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    sys.stderr.write(f"{PAGE.name} is not as the rules draw it: run python docs/draw_rules.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
