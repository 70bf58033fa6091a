"""The routes of the pages."""

from starlette.routing import BaseRoute, Route

from shoroku.web.pages.exports import export
from shoroku.web.pages.feeds import saved_feed, search_feed
from shoroku.web.pages.linked.person import person_page
from shoroku.web.pages.linked.project import project_page
from shoroku.web.pages.opensearch import description, robots, suggest
from shoroku.web.pages.record import record_page
from shoroku.web.pages.render import static
from shoroku.web.pages.search import search_page


def routes() -> list[BaseRoute]:
    """Return the routes."""
    return [
        Route("/", search_page),
        Route("/records/{id:path}", record_page),
        Route("/people/{id:path}", person_page),
        Route("/projects/{id:path}", project_page),
        Route("/export", export),
        Route("/feed", search_feed),
        Route("/saved/{name:path}", saved_feed),
        Route("/suggest", suggest),
        Route("/opensearch.xml", description),
        Route("/robots.txt", robots),
        Route("/static/{name}", static),
    ]
