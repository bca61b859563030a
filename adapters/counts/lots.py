"""How lots were drawn in a count, so that anybody can draw them again."""


def how_to_draw(seed: str) -> str:
    """Say from what the lots of a count follow."""
    return (
        f"Lots were drawn with the seed “{seed}”: each lot is the SHA-256 of the seed, the occasion and the candidate's"
        " name, and the lowest is drawn first. The same seed draws the same lots again."
    )
