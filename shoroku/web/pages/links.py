"""Addresses of pages: below the path at which the application is mounted, and whole ones for what leaves the browser."""

from urllib.parse import quote

from starlette.requests import Request

from shoroku.web.backend import Backend
from shoroku.web.pages.state import SearchState


class Links:
    """Addresses for one request. They begin with the path of the application; ``whole`` puts scheme and host before it."""

    def __init__(self, request: Request) -> None:
        base = Backend.of(request).settings.base_url or str(request.base_url)
        self.base = base.rstrip("/")
        self._root = str(request.scope.get("root_path", "")).rstrip("/")

    def path(self, path: str) -> str:
        """Return the address of a path of the application, such as "/feed"."""
        return self._root + path

    def whole(self, path: str) -> str:
        """Return the address of a path with scheme and host."""
        return self.base + path

    def search(self, state: SearchState) -> str:
        """Return the address of a search."""
        return self.path("/" + state.encoded())

    def record(self, id_: str, language: str = "", form: str = "") -> str:
        """Return the address of a record's page, or of its file in a format."""
        return self.path(record_path(id_, language, form))

    def person(self, id_: str, language: str = "") -> str:
        """Return the address of a person's page: by an identifier, a name, or a place in a record."""
        return self.path(_path("people", id_, language))

    def project(self, id_: str, language: str = "") -> str:
        """Return the address of a project's page: by its number, or the id of its record."""
        return self.path(_path("projects", id_, language))


def record_path(id_: str, language: str = "", form: str = "") -> str:
    """Return the path of a record. A slash stays one, unless a browser would take parts of the id out of the path."""
    return _path("records", id_, language, form)


def _path(place: str, id_: str, language: str = "", form: str = "") -> str:
    is_plain = all(part.strip(".") for part in id_.split("/"))
    query = "&".join(f"{name}={value}" for name, value in (("format", form), ("lang", language)) if value)
    return f"/{place}/{quote(id_, safe='/:@' if is_plain else ':@')}" + (f"?{query}" if query else "")
