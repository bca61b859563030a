"""Matrix: rooms in which assemblies meet, encrypted or not."""

from adapters.matrix.platform import MatrixPlatform
from adapters.matrix.settings import MatrixSettings

__all__ = ["MatrixPlatform", "MatrixSettings"]
