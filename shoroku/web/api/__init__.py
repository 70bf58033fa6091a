"""The JSON interface under ``/api/v1``: what ``--json`` prints at the command line, over HTTP.

``operations.py`` is the table of what can be asked, with parameters and answers. The routes, the OpenAPI document and
docs/api.md are made of it.
"""

from shoroku.web.api.routes import routes

__all__ = ["routes"]
