"""Offices, acts and recalls through the whole program; and procedure that an office of another assembly gives."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.inbound import Account, Departed, Entered, Inbound
from adapters.plain import plain
from bot.exporting import exported, find
from bot.verification import all_checked
from deliberation.ids import AssemblyId
from deliberation.verifying import verify
from tests.support.confiding import Confiding
from tests.support.stage import person, room

ADA, BEN, CLEO, DEV = (person(name) for name in ("ada", "ben", "cleo", "dev"))
EVERYONE = (ADA, BEN, CLEO, DEV)


@pytest.fixture
async def stage() -> AsyncIterator[Confiding]:
    """A program that runs, with nobody known to it."""
    async with Confiding() as stage:
        yield stage


async def says(stage: Confiding, who: Account, text: str, where: str = "leeds") -> str:
    """Have somebody type something in a room; give what the room reads after it."""
    before = len(stage.reader.told)
    await stage.reader.hand_over(stage.typed(who, text, room(where)))
    await stage.quiet()
    return "\n\n".join(plain(document) for _, document in stage.reader.told[before:])


async def told(stage: Confiding, *items: Inbound) -> str:
    """Have things happen; give what the room reads after them."""
    before = len(stage.reader.told)
    for item in items:
        await stage.reader.hand_over(item)
    await stage.quiet()
    return "\n\n".join(plain(document) for to, document in stage.reader.told[before:] if to == room("leeds"))


async def decide(
    stage: Confiding, identifier: AssemblyId, text: str, where: str = "leeds", *, by: Account = ADA
) -> str:
    """Have something proposed and agreed to by everyone; give what is read after the last word."""
    await says(stage, ADA, text, where)
    number = len((await stage.assembly(identifier)).proposals)
    if not text.startswith("elect"):
        await says(stage, by, f"consensus P{number}", where)
    told = ""
    for who in EVERYONE:
        told = await says(stage, who, f"agree P{number}", where)
    return told


async def test_a_treasurer_goes_beyond_the_mandate_and_is_recalled(stage: Confiding) -> None:
    """From the office over the mandate and two acts to the vacant office; the register is sound all along."""
    leeds = await stage.found("leeds", *EVERYONE)
    await decide(stage, leeds, "elect ben as secretary")
    told = await decide(stage, leeds, "office create treasurer appointed by secretary term 2 years", by=BEN)
    assert "the office of treasurer begins. It is appointed by whoever is secretary, for 2 years" in told
    assert "appoint@leeds NAME as treasurer" in "\n".join(stage.heard(BEN))
    assert "is treasurer of leeds until" in await says(stage, BEN, "appoint cleo as treasurer")
    mandate = "propose Pay the hall\nMandate: treasurer may pay for the hall, up to £120"
    assert "Mandate: the treasurer may pay for the hall, up to £120 in all" in await decide(
        stage, leeds, mandate, by=BEN
    )
    assert "By the mandate of D3." in await says(stage, CLEO, 'act "paid the hall" mandate D3 £120.00')
    assert "Spent: £120; left: £0" in await says(stage, DEV, "mandates")
    told = await says(stage, CLEO, "act paid for a boat mandate D3 £400")
    assert "Unmandated: it goes beyond the limit of that mandate (it names D3)." in told
    assert "recall treasurer unmandated O2 because …" in told
    told = await says(stage, DEV, "recall treasurer unmandated O2 because we need no boat")
    assert "something done without a decision behind it, O2: “paid for a boat”, £400" in told
    await says(stage, CLEO, "statement R1 It was cheap.")
    assert "all the signatures it needs" in await stage.tells(ADA, "sign R1@leeds")
    for who in (ADA, BEN, DEV):
        told = await says(stage, who, "remove R1")
    assert "was removed as treasurer by the recall" in told
    assert "It is for Ben to appoint somebody" in told
    assembly = await stage.assembly(leeds)
    assert assembly.offices["treasurer"].holders == ()
    entries = [entry async for entry in stage.store.entries(leeds)]
    assert verify(entries).problems == ()


async def test_an_act_that_names_no_mandate_is_asked_about_in_private(stage: Confiding) -> None:
    """Nobody else reads of it, and the line that is shown there can be sent as it stands, in the room or in private."""
    leeds = await stage.found("leeds", *EVERYONE)
    await decide(stage, leeds, "elect ben as secretary")
    mandate = "propose Buy stamps\nMandate: secretary may buy stamps, up to £20"
    await decide(stage, leeds, mandate, by=BEN)
    said = len(stage.reader.told)
    await says(stage, BEN, 'act "bought stamps" £5')
    assert room("leeds") not in {to for to, _ in stage.reader.told[said:]}
    asked = stage.heard(BEN)[-1]
    assert "Nothing is recorded yet." in asked
    form = 'act@leeds "bought stamps" mandate D2 £5'
    assert form in asked
    assert not (await stage.assembly(leeds)).acts
    assert "By the mandate of D2." in await says(stage, BEN, form)
    without = 'act@leeds "bought stamps" mandate none £5'
    assert without in asked
    assert "Unmandated: it names no decision." in await says(stage, BEN, without)


async def test_who_signed_is_told_nowhere_before_the_threshold(stage: Confiding) -> None:
    """Not in a room, in `why`, in the export or in anybody else's data."""
    leeds = await stage.found("leeds", *EVERYONE)
    await decide(stage, leeds, "elect ben as secretary")
    await says(stage, DEV, "recall ben because no minutes were kept")
    await stage.tells(CLEO, "sign R1@leeds")
    await stage.quiet()
    cleo = await stage.person(CLEO)
    shown = [await says(stage, ADA, text) for text in ("status R1", "status", "minutes", "acts", "officers")]
    assert all("Cleo" not in text for text in (shown[0], shown[1], shown[3]))
    held = await find(stage.store, "leeds")
    lines = [line async for line in exported(stage.store, held, "json")]
    about = [line for line in lines if "PetitionSigned" in line]
    assert len(about) == 2
    assert all(cleo not in line for line in about)
    await stage.tells(ADA, "my-data")
    await stage.quiet()
    (file,) = stage.documents(ADA)[-1].files
    assert cleo not in file.text
    assert verify([entry async for entry in stage.store.entries(leeds)]).problems == ()


async def test_an_office_of_another_assembly_stands_in_and_is_followed_as_it_changes_hands(stage: Confiding) -> None:
    """The rule names it; from then on the other assembly tells who holds it, and is believed by both registers."""
    leeds = await stage.found("leeds", *EVERYONE)
    harmony = await stage.found("harmony", *EVERYONE)
    told = await says(stage, ADA, "change-rule procedure secretary, general secretary@nowhere")
    assert "there is no assembly called nowhere" in told
    await decide(stage, leeds, "change-rule procedure secretary, general secretary@harmony")
    assert (await stage.assembly(harmony)).stands_in_for[leeds].slug == "leeds"
    await decide(stage, harmony, "office create general secretary", "harmony")
    await decide(stage, harmony, "elect dev as general secretary", "harmony")
    dev = await stage.person(DEV)
    assert (await stage.assembly(leeds)).stand_ins["general secretary@harmony"] == (dev,)
    await says(stage, ADA, "propose Tea")
    assert "calling consensus is for Dev" in await says(stage, ADA, "consensus P2")
    assert "with Dev (standing in from another assembly) now" in await says(stage, ADA, "officers")
    await says(stage, DEV, "resign as general secretary", "harmony")
    assert (await stage.assembly(leeds)).stand_ins["general secretary@harmony"] == ()
    assert "is called" in await says(stage, ADA, "consensus P2") or (await stage.assembly(leeds)).checks[2].is_open
    await stage.skip(hours=1)
    reports = await all_checked(stage.store, [leeds, harmony], stage.clock)
    assert [report.problems for report in reports] == [(), ()]


def shown(stage: Confiding) -> tuple[str, ...]:
    """Give what was last shown in a room of who holds what."""
    return [did for did in stage.platform.did if did[0] == "honour"][-1]


async def test_who_is_put_out_takes_their_name_off_in_private_though_they_never_decided_anything(
    stage: Confiding,
) -> None:
    """They came after every roll was fixed, and are no stranger to what they signed."""
    fay = person("fay")
    leeds = await stage.found("leeds", *EVERYONE)
    await decide(stage, leeds, "elect ben as secretary")
    await stage.reader.hand_over(Entered(account=fay, venue=room("leeds"), source="fay comes"))
    await says(stage, ADA, "recall ben because no minutes were kept")
    await says(stage, fay, "sign R1")
    await stage.reader.hand_over(Departed(account=fay, venue=room("leeds"), source="fay goes", put_out=True))
    assert "your name is off R1" in await stage.tells(fay, "unsign R1@leeds")
    assert not (await stage.assembly(leeds)).petitions[1].away


async def test_an_officer_whose_recall_is_asked_for_does_not_thin_out_who_signs(stage: Confiding) -> None:
    """They have no power in the room meanwhile, and read why; who is put out all the same brings their name back."""
    leeds = await stage.found("leeds", *EVERYONE)
    await decide(stage, leeds, "elect ben as secretary")
    assert shown(stage) == ("honour", room("leeds"), f"secretary: {BEN.id}")
    await says(stage, ADA, "recall ben because no minutes were kept")
    assert shown(stage) == ("honour", room("leeds"))
    assert "R1 in leeds is about you" in "\n".join(stage.heard(BEN))
    await says(stage, CLEO, "sign R1")
    left = Departed(account=ADA, venue=room("leeds"), source="ada leaves")
    assert "put out" not in await told(stage, left)
    told_of = await told(stage, *(replace(left, account=who, source=who.id, put_out=True) for who in (CLEO, DEV)))
    assert told_of.count("was put out of a room of it while R1 is open") == 1
    assert not (await stage.assembly(leeds)).petitions[1].signatures
    assert "R1" in await stage.tells(CLEO, "unsign R1@leeds")
    for who in (ADA, CLEO):
        back = Entered(account=who, venue=room("leeds"), source=f"{who.id} is back")
        await stage.reader.hand_over(back)
    assert len((await stage.assembly(leeds)).petitions[1].signatures) == 1
    (report,) = await all_checked(stage.store, [leeds], stage.clock)
    assert report.problems == ()
