"""What goes over a gateway connection: plain text, or a compressed stream that lives as long as the connection."""

from __future__ import annotations

import importlib
import importlib.util
import zlib
from collections.abc import Callable

Pack = Callable[[str], str | bytes]


class UnknownCompression(ValueError):
    """The client asked for a compression that this gateway does not have."""


def packer(asked: str | None) -> Pack:
    """What turns each payload into a frame, for the `compress` of the connection's address.

    discord.py 2.7 asks for zstd-stream if the package zstandard is installed, else for zlib-stream.
    """
    if asked is None:
        return str
    if asked == "zlib-stream":
        return _zlib_stream()
    if asked == "zstd-stream" and importlib.util.find_spec("zstandard"):
        return _zstd_stream()
    raise UnknownCompression(asked)


def _zlib_stream() -> Pack:
    stream = zlib.compressobj()

    def pack(text: str) -> bytes:
        # The flush ends each frame with 00 00 FF FF: the client's sign that the payload is complete.
        return stream.compress(text.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)

    return pack


def _zstd_stream() -> Pack:
    zstandard = importlib.import_module("zstandard")
    stream = zstandard.ZstdCompressor().compressobj()

    def pack(text: str) -> bytes:
        packed: bytes = stream.compress(text.encode()) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        return packed

    return pack
