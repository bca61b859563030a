"""A count in parts: what comes first, then stage by stage; and as much of that as there is room for."""

from dataclasses import dataclass

from adapters.documents import Block, Document, paragraph
from adapters.phrases import listed
from adapters.plain import plain

Section = tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A count put into words. ``called`` is what its sections are: a stage, a seat."""

    opening: Section
    sections: tuple[Section, ...]
    called: str
    closing: Section = ()

    @property
    def whole(self) -> tuple[Block, ...]:
        """Give all of it."""
        return (*self.opening, *(block for section in self.sections for block in section), *self.closing)

    def within(self, most: int, rest: str) -> tuple[Block, ...]:
        """Give no more than about ``most`` characters; the sections that are left out are named, and ``rest`` follows.

        What comes first and last always stands, for who is elected and how lots were drawn is in it. Of the sections
        the first is kept as long as any is, and then the last ones, in which it is decided.
        """
        lengths = [len(plain(Document(section))) for section in self.sections]
        room = most - len(plain(Document((*self.opening, *self.closing))))
        if sum(lengths) <= room:
            return self.whole
        first = 1 if lengths[0] <= room else 0
        last = len(lengths)
        room -= lengths[0] if first else 0
        while last > first and lengths[last - 1] <= room:
            last -= 1
            room -= lengths[last]
        gap = paragraph(f"{_named(self.called, first + 1, last)} left out here. {rest}".strip())
        kept = (*self.sections[:first], (gap,), *self.sections[last:])
        return (*self.opening, *(block for section in kept for block in section), *self.closing)


def _named(called: str, first: int, last: int) -> str:
    if first == last:
        return f"{called.capitalize()} {first} is"
    return f"{called.capitalize()}s {listed([str(first), str(last)], 'to' if last > first + 1 else 'and')} are"
