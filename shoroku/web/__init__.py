"""HTTP over a library: ``create_app`` returns an ASGI application (Starlette). It needs the extra ``web``.

Everything is read-only: no route changes the library. Abstracts whose licence forbids redistribution are searched, and no
route gives their text or a part of it.
"""

from shoroku.corpus.errors import MissingExtra

try:
    from shoroku.web.app import create_app
    from shoroku.web.settings import Settings
except ModuleNotFoundError as error:
    raise MissingExtra(package=(error.name or "starlette").partition(".")[0], extra="web") from None

__all__ = ["Settings", "create_app"]
