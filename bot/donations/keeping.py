"""In which assembly the gifts are kept: all in one, so that everything of one source counts together."""

from collections.abc import Awaitable, Callable, Iterable

from deliberation.assembly import Assembly
from deliberation.federation import Kind, Peer
from deliberation.ids import AssemblyId
from storage.port import Listing


async def kept_elsewhere(
    own: Assembly,
    listings: Iterable[Listing],
    load: Callable[[AssemblyId], Awaitable[Assembly | None]],
) -> tuple[Peer, ...]:
    """Name the assemblies that keep the gifts where this one does not; none where it does.

    Where there are core assemblies it is one of those, and the one in which gifts were recorded already.
    """
    cores = sorted((each for each in listings if each.kind is Kind.CORE), key=lambda each: each.slug)
    held = [await load(each.id) for each in cores if each.id != own.id]
    keeping = tuple(each.peer for each in held if each is not None and each.donations)
    if keeping or own.kind is Kind.CORE:
        return keeping
    return tuple(Peer(each.id, each.slug, each.name) for each in cores)
