"""The HTTP server that the Python services run on: bounded, with JSON errors and logs and a graceful end."""

from .application import create_app
from .errors import Error
from .health import add_health
from .limits import Limits
from .server import serve

__all__ = ["Error", "Limits", "add_health", "create_app", "serve"]
