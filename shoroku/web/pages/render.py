"""Templates and static files: what a page is made with."""

import hashlib
import mimetypes
import re
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shoroku.analyzers import has_japanese
from shoroku.labels import LABELS
from shoroku.messages import Language
from shoroku.web.backend import Backend
from shoroku.web.pages.facets import TYPE_LABELS
from shoroku.web.pages.hits import Shown
from shoroku.web.pages.language import language_of, lookups
from shoroku.web.pages.links import Links, record_path
from shoroku.web.pages.state import SearchState
from shoroku.web.replies import holds

#: A file whose address names its content never changes.
_FOREVER = "public, max-age=31536000, immutable"
_SOME_TIME = "public, max-age=3600"


#: What no XML document may hold (XML 1.0, 2.2).
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _for_xml(text: object) -> str:
    return _NOT_IN_XML.sub("", str(text))


def text(shown: Shown, class_: str = "", tag: str = "span") -> Markup:
    """Return a text as an element with its language, so that the browser chooses the right glyphs.

    A page has a hundred of them; a macro takes five times as long.
    """
    as_class = f' class="{class_}"' if class_ else ""
    lang = f' lang="{escape(shown.lang)}"' if shown.lang else ""
    return Markup(f"<{tag}{as_class}{lang}>{shown.html}</{tag}>")  # noqa: S704 (shown.html is escaped; the rest is ours)


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("shoroku.web.pages"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(lookups(language), language=language, versions=_versions(), labels=LABELS)
    environment.globals.update(types=TYPE_LABELS, record_path=record_path, text=text)
    environment.filters["xml"] = _for_xml
    environment.tests["japanese"] = has_japanese
    return environment


def warm_up() -> None:
    """Compile all templates, which the first page would have to wait for."""
    languages: tuple[Language, ...] = ("en", "ja")
    for language in languages:
        environment = _environment(language)
        for name in environment.list_templates():
            environment.get_template(name)


def page(
    request: Request, template: str, status: int = 200, state: SearchState | None = None, **shown: Any
) -> Response:
    """Return a page made with a template, in the language of the request."""
    language = language_of(request)
    links = Links(request)
    context = {
        "links": links,
        "state": state or SearchState(language=SearchState.of(request.query_params).language, is_asked=False),
        "title": Backend.of(request).settings.title,
        "other_language": _in_other_language(request, links, language),
    }
    made = _environment(language).get_template(template).render(context | shown)
    headers = {"Content-Language": language, "Vary": "Accept-Language, Accept", "Cache-Control": "private, no-cache"}
    return Response(made, status, headers, "text/html")


def _in_other_language(request: Request, links: Links, language: Language) -> str:
    """Return the address of the same page in the other language."""
    url = request.url.include_query_params(lang="en" if language == "ja" else "ja")
    root = str(request.scope.get("root_path", "")).rstrip("/")
    path = url.path if url.path.startswith(root) else root + url.path
    return f"{path}?{url.query}"


@cache
def _static() -> dict[str, bytes]:
    folder = files("shoroku.web.pages") / "static"
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@cache
def _versions() -> dict[str, str]:
    return {name: hashlib.blake2b(content, digest_size=6).hexdigest() for name, content in _static().items()}


async def static(request: Request) -> Response:
    """Answer with one of our own style sheets, scripts or images."""
    name = request.path_params["name"]
    if name not in _static():
        raise HTTPException(404)
    version = _versions()[name]
    headers = {"ETag": f'"{version}"', "Cache-Control": _SOME_TIME}
    if request.query_params.get("v") == version:
        headers["Cache-Control"] = _FOREVER
    if holds(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(_static()[name], 200, headers, mimetypes.guess_type(name)[0])
