"""Takes pictures of pages with a headless chromium."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops

PICTURES: Final = Path(__file__).resolve().parent / "pictures"
SCALE: Final = 2
WIDTH: Final = 640
_TALLEST: Final = 1600
_MARGIN: Final = 16
_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    # A page from a file may then take its scripts from files beside it.
    "--allow-file-access-from-files",
    f"--force-device-scale-factor={SCALE}",
    f"--window-size={WIDTH},{_TALLEST}",
)


def tool(name: str) -> str:
    """Find a program on the PATH.

    Raises:
        SystemExit: it is not there.
    """
    found = shutil.which(name)
    if found is None:
        raise SystemExit(f"This needs {name} on the PATH.")
    return found


def photograph(page: Path, name: str) -> None:
    """Take the picture of a page, cut it where the page ends, and leave it no more colours than it needs.

    Raises:
        RuntimeError: there is nothing to see.
    """
    picture = PICTURES / f"{name}.png"
    profile = f"--user-data-dir={page.parent / 'profile'}"
    command = [tool("chromium"), *_FLAGS, profile, f"--screenshot={picture}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    with Image.open(picture) as taken:
        whole = taken.convert("RGB")
    behind = whole.getpixel((whole.width - 1, whole.height - 1))
    drawn = ImageChops.difference(whole, Image.new("RGB", whole.size, behind)).getbbox()
    if drawn is None:
        raise RuntimeError(f"{name} is empty")
    cut = whole.crop((0, 0, whole.width, drawn[3] + _MARGIN * SCALE))
    # Without a step of k-means, what is large loses its own colour to what is rare.
    few = cut.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)
