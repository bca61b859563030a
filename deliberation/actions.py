"""What is to be done after a decision, by whom and until when."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something to be done (``A1``)."""

    number: int
    decision: int
    text: str
    person: PersonId
    set_by: PersonId
    set_at: datetime
    due: datetime
    reminders: int = 0
    """How far whoever is to do it was reminded: 1, that it will be due; 2, that it is."""
    done_at: datetime | None = None
    done_by: PersonId | None = None
    source: str = ""
    """The opaque name of the reaction that said that it is done."""
    dropped: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_at is None and not self.dropped
