"""Kinds of decision, as people name them."""


def folded(kind: str) -> str:
    """Give a kind of decision as it is compared: lower case, with single spaces; hyphens and underscores are spaces."""
    return " ".join(kind.casefold().replace("-", " ").replace("_", " ").split())
