"""What the Matrix adapter must be told."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixSettings:
    """Where the bot's account is, and how to use it.

    ``homeserver`` is the address of the homeserver's client API (``https://matrix.example.org``) and ``user_id`` the
    bot's whole MXID. One of ``password`` and ``access_token`` is needed; with a password the bot can log in again by
    itself and make its device trusted. ``store`` is a folder of its own for the device's keys: whoever has it can read
    what the bot can read. ``encrypt_private`` makes the private rooms that the bot opens encrypted. ``officers_power``
    is the power level that secretaries have in the rooms of their assemblies; 0 leaves everybody's as it is. With
    ``open_rooms`` anybody may join the rooms that the bot makes for assemblies, else those who are invited.
    """

    homeserver: str
    user_id: str
    store: Path
    password: str = field(default="", repr=False)
    access_token: str = field(default="", repr=False)
    device_name: str = "Folkmoot"
    prefix: str = "!"
    encrypt_private: bool = True
    officers_power: int = 50
    open_rooms: bool = False
