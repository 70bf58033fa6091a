"""The bundled sample: records written for this project, to try the search on before one has a library."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def sample_file() -> Traversable:
    """Return the sample's JSON Lines file."""
    return files(__name__) / "records.jsonl"
