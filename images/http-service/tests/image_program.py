"""The programs in the folders of images, as separate processes."""

import os
from collections.abc import Callable
from pathlib import Path

from service import Service

HTTP_SERVICE = Path(__file__).resolve().parents[1]

Start = Callable[..., Service]
"""Starts a service with the settings that are given by name."""


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """
    Gives the environment of a program in an image's folder.

    :param folder: the folder; the package `http_service` is beside it, as in the image
    :param settings: environment variables
    :return: these variables, and those that Python needs
    """
    path = os.pathsep.join([str(folder), str(HTTP_SERVICE)])
    return {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **settings}


def start_program(folder: Path, program: str = "main.py", **settings: str) -> Service:
    """
    Starts a program in an image's folder, on any free port.

    :param folder: the folder
    :param program: the file of the program
    :param settings: its settings
    :return: the service, not yet listening
    """
    return Service([str(folder / program)], environment(folder, **{"PORT": "0", **settings}))
