"""An OAI-PMH 2.0 provider over a library: other systems, and other libraries, can mirror it.

The protocol: http://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm
"""

from shoroku.web.oai.routes import routes

__all__ = ["routes"]
