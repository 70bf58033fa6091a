"""``shoroku serve`` and ``shoroku mcp``: a library over HTTP, and as tools for assistants."""

import errno
import ipaddress
import re
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from shoroku.cli.options.command import Decimal, Number, command, option
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.terminal.errors import Refused
from shoroku.cli.terminal.text import print_line, safe, tell
from shoroku.messages import N_

if TYPE_CHECKING:
    from shoroku.web import Settings

#: What OAI-PMH takes for a mail address.
_MAIL_ADDRESS = re.compile(r"[^\s@]+@([^\s@.]+\.)+[^\s@.]+")


@command(
    "serve",
    short_help=N_("Serve the library over HTTP."),
    help=N_(
        "Serve pages for the browser, a JSON API and a CiNii-compatible API over HTTP, until Ctrl-C or SIGTERM. Nothing can be"
        " changed over HTTP, and abstracts that may not be redistributed are not shown. The access log goes to standard"
        " output. Requires: pip install 'shoroku[web]'"
    ),
    examples=("$ shoroku serve", "$ shoroku serve --library library --workers 2 --port 8080"),
)
@option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help=N_("Address to listen on. With any but a loopback address, other machines can connect."),
)
@option(
    "--port",
    metavar="N",
    type=Number(0, 65_535),
    default=8000,
    show_default=True,
    help=N_("Port to listen on; 0 takes any free one."),
)
@option(
    "--workers",
    metavar="N",
    type=Number(1, 64),
    default=1,
    show_default=True,
    help=N_("Number of processes that answer requests."),
)
@option(
    "--base-url",
    metavar="URL",
    default="",
    help=N_("Address that clients use, behind a reverse proxy for example. Default: that of each request."),
)
@option("--title", metavar="TEXT", default="", help=N_("Name of the library on its pages."))
@option(
    "--contact",
    metavar="ADDRESS",
    default="",
    help=N_("Your e-mail address, which is published to those who harvest the library over OAI-PMH."),
)
@option(
    "--time-limit",
    metavar="SECONDS",
    type=Decimal(0.1, 3600),
    default=2.0,
    show_default=True,
    help=N_("Time limit for one search; a search that takes longer is stopped."),
)
@option(
    "--log-queries",
    is_flag=True,
    help=N_("Also write the parameters of requests to the access log. They show what people search for."),
)
@option("--json", "as_json", is_flag=True, help=N_("Print the address and the access log as JSON, one object a line."))
@library_option
def serve(
    host: str,
    port: int,
    workers: int,
    base_url: str,
    title: str,
    contact: str,
    time_limit: float,
    log_queries: bool,
    as_json: bool,
    location: Location,
) -> None:
    from shoroku.web import Settings, serving  # raises MissingExtra

    _check_base_url(base_url)
    if contact and not _MAIL_ADDRESS.fullmatch(contact):
        raise click.BadParameter(_("must be an e-mail address"), param_hint="--contact")
    settings = Settings(
        base_url=base_url.rstrip("/"),
        title=title,
        contact=contact,
        seconds=time_limit,
        logs_queries=log_queries,
        logs_json=as_json,
    )
    with library_to_read(location) as library:
        library.search("", limit=0)  # a library that cannot be searched is told of now, not at the first request
    try:
        listener = serving.listen(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            text = _("Port {port} is in use. Choose another with --port.")
            raise Refused(text.format(port=port)) from error
        text = _("Cannot listen on {host}, port {port} ({reason}). Choose another with --host or --port.")
        raise Refused(text.format(host=safe(host), port=port, reason=error.strerror or str(error))) from error
    with listener:
        _announce(serving.address(listener), workers, settings, as_json)
        serving.serve(library.location, settings, listener, workers)
    if not as_json:
        tell(_("Stopped."), err=True)


def _check_base_url(base_url: str) -> None:
    """Raise click.BadParameter for what is no address of a server. Addresses on pages begin with "/", so it has no path."""
    if not base_url:
        return
    try:
        parts = urlsplit(base_url)
    except ValueError:  # an IPv6 address without its bracket, for example
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise click.BadParameter(_("must begin with http:// or https:// and a host"), param_hint="--base-url")
    if parts.path.strip("/") or parts.query or parts.fragment:
        text = _("must end after the host and port. To serve below a path, mount the application: docs/embedding.md")
        raise click.BadParameter(text, param_hint="--base-url")


def _announce(address: str, workers: int, settings: "Settings", as_json: bool) -> None:
    """Say where the server listens; and warn if machines other than this one reach it."""
    if not _is_loopback(address):
        text = _(
            "Warning: other machines can connect to this server, without a password and without encryption. Before you let"
            " them, read docs/serving.md; use a reverse proxy."
        )
        tell(text, err=True)
    if as_json:
        print_line({"address": address, "workers": workers})
        return
    text = ngettext(
        "Listening on {address} with {workers} process. Press Ctrl-C to stop.",
        "Listening on {address} with {workers} processes. Press Ctrl-C to stop.",
        workers,
    )
    tell(text.format(address=address, workers=workers), err=True)
    if settings.base_url:
        tell(_("Links begin with {address}.").format(address=safe(settings.base_url)), err=True)


def _is_loopback(address: str) -> bool:
    host = address.removeprefix("http://").rsplit(":", 1)[0].strip("[]")
    return ipaddress.ip_address(host).is_loopback


@command(
    "mcp",
    short_help=N_("Offer the library to an assistant (MCP)."),
    help=N_(
        "Offer the library as tools of the Model Context Protocol over standard input and output: search, record, facets and"
        " similar. An assistant starts this command itself. Abstracts that may not be redistributed are named as withheld."
        " Requires: pip install 'shoroku[mcp]'"
    ),
    examples=("$ shoroku mcp", "$ shoroku mcp --library library"),
)
@library_option
def mcp(location: Location) -> None:
    import asyncio

    from shoroku import mcp as tools  # raises MissingExtra

    with library_to_read(location) as library:
        library.search("", limit=0)  # a library that cannot be searched is told of now, not at the first call
        asyncio.run(tools.serve(library))
