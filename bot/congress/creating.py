"""``folkmoot congress create``: says what is to be done, and with ``yes`` does it."""

from bot import database
from bot.clock import SystemClock
from bot.congress import telling
from bot.congress.founding import Founding, Order
from bot.database import Tell
from bot.settings import Configuration
from storage.port import StorageError

_DRY_RUN = "This was a dry run: nothing was written. To do it, say the same with --yes."


async def create(configuration: Configuration, order: Order, *, yes: bool, tell: Tell, progress: Tell) -> bool:
    """Work an order out, tell of it, and with ``yes`` carry it out; say whether nothing was wrong with it.

    Raises:
        SheetError: nothing can be made of a file, or there is no national assembly.
        StorageError: the database cannot be used; nothing was done.
    """
    if database.is_new(configuration) and not yes:
        raise StorageError(
            f"There is no database at {configuration.shown_database} yet: run `folkmoot migrate`, and try again."
        )
    store = await database.opened(configuration, progress)
    try:
        founding = Founding(store, SystemClock())
        if yes:
            plan = await founding.carry_out(order, lambda done, total: progress(f"{done:,} of {total:,} worked out"))
        else:
            plan = await founding.plan(order)
    finally:
        await store.close()
    wrong = plan.reading.complaints
    for line in telling.complaints(wrong) if wrong else (telling.done if yes else telling.intended)(plan, order):
        tell(line)
    if not (wrong or yes or plan.nothing_to_do):
        tell(_DRY_RUN)
    return not wrong
