"""The user's settings: contact address and keys. Environment variables override the file.

The file is TOML: ``contact = "name@example.org"`` and a table ``[keys]``.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from shoroku.corpus.errors import FileUnreadable
from shoroku.corpus.harvest.errors import KeyMissing
from shoroku.corpus.sources.source import Source


class Settings(NamedTuple):
    """The user's settings."""

    contact: str = ""
    keys: Mapping[str, str] = {}

    def keys_for(self, source: Source) -> dict[str, str]:
        """Return parameter -> key for a source. Raises KeyMissing."""
        found = {}
        for key in source.keys:
            value = os.environ.get(key.variable, "").strip() or self.keys.get(key.setting, "")
            if value:
                found[source.key_parameters.get(key.setting, key.setting)] = value
            elif key.required:
                raise KeyMissing(source=source.name, variable=key.variable, setting=f"keys.{key.setting}")
        return found


def settings_file() -> Path:
    """Return the path of the settings file: $SHOROKU_SETTINGS, else settings.toml in the platform's configuration folder."""
    if own := os.environ.get("SHOROKU_SETTINGS"):
        return Path(own)
    import platformdirs  # loaded only if needed

    return platformdirs.user_config_path("shoroku") / "settings.toml"


def settings() -> Settings:
    """Return the settings; without a file, those of the environment. Raises FileUnreadable."""
    contact, written = os.environ.get("SHOROKU_CONTACT", "").strip(), written_settings()
    keys = {str(name): str(value) for name, value in written.get("keys", {}).items()}
    return Settings(contact or str(written.get("contact", "")), keys)


def written_settings() -> dict[str, Any]:
    """Return what the settings file says, nothing if there is none. Raises FileUnreadable."""
    path = settings_file()
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise FileUnreadable(file=str(path), reason=str(error)) from error
