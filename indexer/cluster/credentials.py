"""How to log in to a cluster: from the environment, else from the table ``[opensearch]`` of the settings file.

Nothing here is ever printed, logged or part of an error.
"""

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from shoroku.corpus.errors import FileUnreadable
from shoroku.corpus.harvest.settings import written_settings

#: Setting in the table -> environment variable, which overrides it.
VARIABLES = {
    "user": "SHOROKU_OPENSEARCH_USER",
    "password": "SHOROKU_OPENSEARCH_PASSWORD",
    "api_key": "SHOROKU_OPENSEARCH_API_KEY",
    "ca": "SHOROKU_OPENSEARCH_CA",
    "certificate": "SHOROKU_OPENSEARCH_CERTIFICATE",
    "key": "SHOROKU_OPENSEARCH_KEY",
}


class Credentials(NamedTuple):
    """User and password, or an API key, or a client certificate with its key; ``ca`` are the authorities to trust.

    The last three are paths of PEM files.
    """

    user: str = ""
    password: str = ""
    api_key: str = ""
    ca: str = ""
    certificate: str = ""
    key: str = ""

    def __repr__(self) -> str:
        return "Credentials(…)"

    def options(self) -> dict[str, Any]:
        """Return the options of the client."""
        found: dict[str, Any] = {}
        if self.api_key:
            found["headers"] = {"Authorization": f"ApiKey {self.api_key}"}
        elif self.user:
            found["http_auth"] = (self.user, self.password)
        for option, path in (("ca_certs", self.ca), ("client_cert", self.certificate), ("client_key", self.key)):
            if path:
                _require_readable(path)
                found[option] = path
        return found


def _require_readable(path: str) -> None:
    try:
        with open(path, "rb"):
            pass
    except OSError as error:
        raise FileUnreadable(file=path, reason=error.strerror or str(error)) from error


def credentials() -> Credentials:
    """Return the user's credentials, empty ones where none are set. Raises FileUnreadable."""
    table = written_settings().get("opensearch", {})
    told = table if isinstance(table, Mapping) else {}
    return Credentials(*(os.environ.get(variable) or str(told.get(name, "")) for name, variable in VARIABLES.items()))
