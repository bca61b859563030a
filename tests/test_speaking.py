"""What somebody writes in private that is no command."""

from tests.support.confiding import Confiding
from tests.support.stage import person, room

ADA, BEN = person("ada"), person("ben")


async def test_a_reason_that_begins_with_a_name_is_kept_as_it_was_written() -> None:
    """What stands after an ``@`` may be the assembly that a command is for; in a reason it is one word of it."""
    async with Confiding() as stage:
        identifier = await stage.found("leeds", BEN, ADA)
        await stage.reader.hand_over(stage.typed(BEN, "propose A kettle", room("leeds")))
        await stage.reader.hand_over(stage.typed(BEN, "consensus P1", room("leeds")))
        await stage.tells(ADA, "block P1")
        await stage.tells(ADA, "@ben:example.org told me of the socket")
        (position,) = [each for each in (await stage.check(identifier)).positions.values() if each.reason]
        assert position.reason == "@ben:example.org told me of the socket"
