"""Draws ``docs/phases.md`` from the table of transitions: ``python docs/draw_phases.py``; ``--check`` compares."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from deliberation.phases import TRANSITIONS, Phase

PAGE = Path(__file__).resolve().parent / "phases.md"

TEXT = """\
# The phases of a proposal

Drawn from the table in `deliberation/phases.py` by `docs/draw_phases.py`: change the table, then draw it again.

```mermaid
stateDiagram-v2
{states}
    [*] --> {first}
{arrows}
    {last} --> [*]
```

| from | what happened | to |
| --- | --- | --- |
{rows}
"""


def page() -> str:
    """Write the page as the table has it now."""
    return TEXT.format(
        states="\n".join(f'    state "{phase.value}" as {phase.name}' for phase in Phase),
        first=Phase.DISCUSSION.name,
        last=Phase.CLOSED.name,
        arrows="\n".join(f"    {at.name} --> {to.name}: {trigger.value}" for (at, trigger), to in TRANSITIONS.items()),
        rows="\n".join(f"| {at.value} | {trigger.value} | {to.value} |" for (at, trigger), to in TRANSITIONS.items()),
    )


def main(arguments: list[str]) -> int:
    """Rewrite the page, or with ``--check`` say whether it is as it would be drawn."""
    if "--check" not in arguments:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    sys.stderr.write(f"{PAGE.name} is not as the table draws it: run python docs/draw_phases.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
