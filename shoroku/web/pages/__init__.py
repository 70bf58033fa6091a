"""Pages for the browser: search, records, exports, feeds, and what makes the library one of the browser's search engines.

The server makes whole pages; all of them work without JavaScript. The scripts in ``static`` add completions, dragging in the
histogram, and keys.
"""

from shoroku.web.pages.render import warm_up
from shoroku.web.pages.routes import routes

__all__ = ["routes", "warm_up"]
