"""``link`` and ``unlink``: one person with several accounts, by proof from both sides.

One account gets a code, the other types it, and then both say yes, each having read which account the other is. The
first one's yes defeats whoever has got hold of a code, the second one's whoever was talked into typing a stranger's.
Where the first has named the other when it asked for the code, that was its yes, and no other can use the code.
"""

from dataclasses import dataclass, replace
from typing import Final

import msgspec

from adapters.documents import Document
from adapters.inbound import Account, Invocation
from adapters.personal import answers
from adapters.personal.answers import No, no
from adapters.personal.asking import ACCOUNT, ANSWER, CODE
from adapters.personal.commands import YES
from adapters.request import Personal
from bot.inviting import Inviting
from bot.people import People
from bot.personal.codes import LINK, MEMBER, MOST_TRIES, matches, split
from bot.personal.joining import Joining, account_of
from bot.personal.live_codes import ASKED, TYPED, LiveCodes
from bot.sitting import Sitting
from deliberation.ids import PersonId
from storage.port import AccountKey, Code, Store


class _Party(msgspec.Struct, frozen=True):
    """An account, as the other one's note names it.

    ``only`` is the account for which a code was made; ``agreed`` says that the one whose note it is has said yes.
    """

    platform: str
    id: str
    only: str = ""
    agreed: bool = False

    @property
    def key(self) -> AccountKey:
        return AccountKey(self.platform, self.id)


_DECODER: Final = msgspec.json.Decoder(_Party)


@dataclass(frozen=True, slots=True)
class _Pair:
    """What an account was asked: the note of that, which names the other account, and what the other's note says."""

    asked: AccountKey
    about: str
    note: Code
    other: _Party
    theirs: _Party

    @property
    def maker(self) -> AccountKey:
        return self.asked if self.about == ASKED else self.other.key

    @property
    def typer(self) -> AccountKey:
        return self.other.key if self.about == ASKED else self.asked


class Linking:
    """Handles codes, and what is said about them."""

    def __init__(self, *, store: Store, people: People, joining: Joining, zone: str) -> None:
        self._store = store
        self._people = people
        self._joining = joining
        self._codes = LiveCodes(store)
        self._inviting = Inviting(store=store, people=people, joining=joining, zone=zone)
        self._zone = zone

    async def link(self, item: Invocation, asked: Personal, sitting: Sitting) -> Document:
        """Give a code, take one, or take a yes or no."""
        if ANSWER in asked.words:
            answer = self._agree if asked.words[ANSWER] == YES else self._decline
            return await answer(item, sitting)
        if CODE in asked.words:
            return await self._typed(item, asked.words[CODE], sitting)
        return await self._make(item, asked.words.get(ACCOUNT, ""), sitting)

    async def unlink(self, item: Invocation, asked: Personal, sitting: Sitting) -> Document:
        """Take an account out again."""
        person = self._person(item)
        rows = await self._people.accounts(person)
        named = asked.words.get(ACCOUNT, "")
        if not named or len(rows) == 1:
            return answers.own_accounts([account_of(row) for row in rows])
        meant = [row.key for row in rows if named.casefold() in {row.key.id.casefold(), row.name.casefold()}]
        if len(meant) != 1:
            return no(No.NOT_YOUR_ACCOUNT)
        told = await self._joining.part(person, meant[0], sitting)
        if meant[0] != _key(item.account):
            self._tell(meant[0], told, item, sitting)
        return told

    # --- a code

    async def _make(self, item: Invocation, only: str, sitting: Sitting) -> Document:
        """Give a code. Where there is a question to answer, that is asked again: one at a time, so a yes means that."""
        key = _key(item.account)
        if only == item.account.id:
            return no(No.OWN_ACCOUNT)
        asked = await self._codes.noted(ASKED, key, sitting)
        if asked is not None and not only:
            return answers.asks_maker(await self._account(_read(asked).key))
        if asked is not None:
            self._strike(key, _read(asked).key, sitting)
        text, until = await self._codes.make(key, _written(key, only), sitting)
        return answers.code_made(text, until, self._zone, only)

    async def _typed(self, item: Invocation, text: str, sitting: Sitting) -> Document:
        """Take a code that was typed."""
        key, handle = _key(item.account), split(text)
        if not await self._codes.may_try(key, sitting):
            return no(No.TOO_MANY_TRIES)
        if handle is None:
            return no(No.NO_CODE)
        code = await self._codes.find(handle, sitting)
        if code is None or not matches(code, text):
            await self._codes.was_wrong(key, sitting)
            if code is not None:
                self._count(code, item, sitting)
            return no(No.WRONG_CODE)
        if not (item.private or item.aside):
            return self._burn(code, item, sitting)
        if code.expires_at <= sitting.now:
            self._codes.end(handle, sitting)
            return no(No.EXPIRED)
        if code.purpose == MEMBER:
            return await self._inviting.take_up(code, item, sitting)
        return await self._proved(code, _read(code), item, sitting)

    def _count(self, code: Code, item: Invocation, sitting: Sitting) -> None:
        """Count a wrong try against a code, and end it after too many."""
        tries = code.tries + 1
        if tries < MOST_TRIES:
            self._codes.keep(replace(code, tries=tries), sitting)
            return
        self._codes.end(code.handle, sitting)
        if code.purpose == LINK:
            self._tell(_read(code).key, answers.code_ended(tries), item, sitting)

    def _burn(self, code: Code, item: Invocation, sitting: Sitting) -> Document:
        self._codes.end(code.handle, sitting)
        if code.purpose == LINK and (maker := _read(code).key) != _key(item.account):
            self._tell(maker, answers.code_burnt(item.account), item, sitting)
        return no(No.BURNT)

    async def _proved(self, code: Code, maker: _Party, item: Invocation, sitting: Sitting) -> Document:
        """Go on with a good code: join at once, or ask the one who made it."""
        key = _key(item.account)
        if maker.key == key:
            return no(No.OWN_CODE)
        person = await self._behind(maker.key)
        if person is None:
            self._codes.end(code.handle, sitting)
            return no(No.WRONG_CODE)
        if person == self._person(item):
            return no(No.ALREADY_ONE)
        if maker.only and maker.only != item.account.id:
            await self._codes.was_wrong(key, sitting)
            self._tell(maker.key, answers.code_refused(item.account), item, sitting)
            return no(No.FOR_ANOTHER)
        return await self._ask(code, maker, item, sitting)

    async def _ask(self, code: Code, maker: _Party, item: Invocation, sitting: Sitting) -> Document:
        """Ask both whether the other account is theirs too; not its maker, where that named the other."""
        key = _key(item.account)
        unanswered = await self._codes.noted(ASKED, key, sitting)
        if unanswered is not None:
            return answers.asks_maker(await self._account(_read(unanswered).key))
        await self._codes.end_made(maker.key, sitting)
        self._codes.end(code.handle, sitting)
        if await self._codes.noted(TYPED, maker.key, sitting) is not None:
            return no(
                No.WRONG_CODE
            )  # its maker is about to say yes to another account, and is not to mean this one by it
        await self._let_be(key, sitting)
        named = bool(maker.only)
        self._codes.note(ASKED, maker.key, _written(key, agreed=named), sitting, like=code)
        self._codes.note(TYPED, key, _written(maker.key), sitting, like=code)
        if not named:
            self._tell(maker.key, answers.asks_maker(item.account), item, sitting)
        return answers.asks_typer(await self._account(maker.key), both=not named)

    async def _let_be(self, typer: AccountKey, sitting: Sitting) -> None:
        """Take back what an account typed before: it waits for one yes at a time, so that its no means that one."""
        before = await self._codes.noted(TYPED, typer, sitting)
        if before is not None:
            self._strike(_read(before).key, typer, sitting)

    # --- yes and no

    async def _agree(self, item: Invocation, sitting: Sitting) -> Document:
        key = _key(item.account)
        pair = await self._pair(key, sitting)
        if pair is None:
            return no(No.NOTHING_ASKED)
        other = pair.other.key
        person = await self._behind(other)
        if person is None or person == self._person(item):
            self._strike(pair.maker, pair.typer, sitting)
            return no(No.GONE if person is None else No.ALREADY_ONE)
        if not pair.theirs.agreed:
            self._codes.note(pair.about, key, _written(other, agreed=True), sitting, like=pair.note)
            return answers.waits_for_other(await self._account(other))
        first, second = (self._person(item), person) if key == pair.maker else (person, self._person(item))
        told = await self._joining.join(first, second, sitting)
        await self._codes.end_made(pair.maker, sitting)
        self._strike(pair.maker, pair.typer, sitting)
        self._tell(other, told, item, sitting)
        return told

    async def _pair(self, key: AccountKey, sitting: Sitting) -> _Pair | None:
        """Give the question that an account was asked, with its counterpart; ``None`` where there is none."""
        for about, facing in ((ASKED, TYPED), (TYPED, ASKED)):
            note = await self._codes.noted(about, key, sitting)
            answer = None if note is None else await self._codes.noted(facing, _read(note).key, sitting)
            if note is not None and answer is not None:
                return _Pair(key, about, note, _read(note), _read(answer))
        return None

    async def _decline(self, item: Invocation, sitting: Sitting) -> Document:
        key = _key(item.account)
        asked = await self._codes.noted(ASKED, key, sitting)
        note = asked or await self._codes.noted(TYPED, key, sitting)
        if note is None:
            return no(No.NOTHING_ASKED)
        other = _read(note).key
        if asked is not None:
            self._strike(key, other, sitting)
        else:
            self._strike(other, key, sitting)
        self._tell(other, answers.declined(item.account), item, sitting)
        return answers.declined(await self._account(other))

    def _strike(self, maker: AccountKey, typer: AccountKey, sitting: Sitting) -> None:
        self._codes.strike(ASKED, maker, sitting)
        self._codes.strike(TYPED, typer, sitting)

    # --- people

    def _person(self, item: Invocation) -> PersonId:
        return self._people.person(item.account.platform, item.account.id)

    async def _behind(self, key: AccountKey) -> PersonId | None:
        """Give the person behind an account that was met before; ``None`` where they were forgotten since."""
        try:
            return await self._people.known(key.platform, key.id)
        except KeyError:
            return None

    async def _account(self, key: AccountKey) -> Account:
        row = (await self._store.people([key])).get(key)
        return account_of(row) if row is not None else Account(key.platform, key.id, key.id)

    def _tell(self, to: AccountKey, document: Document, item: Invocation, sitting: Sitting) -> None:
        """Tell the other account in private what came of what this one said."""
        key = f"{item.account.platform}:{item.source}:to:{to.platform}:{to.id}"
        sitting.tell_account(to.platform, to.id, document, key=key)


def _key(account: Account) -> AccountKey:
    return AccountKey(account.platform, account.id)


def _written(key: AccountKey, only: str = "", *, agreed: bool = False) -> str:
    return msgspec.json.encode(_Party(key.platform, key.id, only, agreed)).decode()


def _read(code: Code) -> _Party:
    return _DECODER.decode(code.subject)
