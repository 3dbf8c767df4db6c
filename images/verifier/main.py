"""Serves the verifier: `python main.py`."""

import sys
from pathlib import Path

from http_service import serve
from http_service.logs import configure, log
from http_service.settings import load
from verifier.api import verifier_api
from verifier.keys import NoKeysError, read_keys
from verifier.settings import VerifierSettings
from verifier.tokens import TokenVerifier


def main() -> int:
    """Serves until SIGTERM or SIGINT; gives the exit status."""
    configure()
    settings = load(VerifierSettings)
    try:
        keys = read_keys(Path(settings.keys_path))
    except NoKeysError as error:
        log("error", str(error))
        return 1
    log("info", "keys are read", kids=list(keys))
    serve(verifier_api(TokenVerifier(keys, settings.issuer, settings.max_ttl)), port=settings.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
