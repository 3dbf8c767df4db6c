"""The HTTP server of the Python services: bounded requests, JSON errors and logs, graceful shutdown."""

from .application import create_app
from .errors import Error
from .health import add_health
from .limits import Limits
from .server import serve

__all__ = ["Error", "Limits", "add_health", "create_app", "serve"]
