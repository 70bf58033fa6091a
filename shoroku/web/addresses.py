"""The addresses of this server, as its answers give them."""

from urllib.parse import quote

from starlette.requests import Request

from shoroku.web.backend import Backend


def base_of(request: Request) -> str:
    """Return the address of the application without a closing slash, wherever it is mounted.

    It is ``settings.base_url`` if that is set, else what the client asked for.
    """
    if stated := Backend.of(request).settings.base_url:
        return stated.rstrip("/")
    root: str = request.scope.get("root_path", "")
    return f"{request.url.scheme}://{request.url.netloc}{root}".rstrip("/")


def record_address(base: str, record_id: str) -> str:
    """Return the address of a record, as CiNii Research forms it: ``…/crid/<id>``, the id percent-encoded."""
    return f"{base}/crid/{quote(record_id, safe='')}"
