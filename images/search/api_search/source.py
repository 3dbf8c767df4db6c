"""The catalogue in use: the bundled one, or the last good one from the upstream."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Literal

from http_service.logs import log

from .catalogue import Catalogue
from .upstream import UpstreamError

FIRST_RETRY_SECONDS = 1
"""How long to wait after the first failure; each further failure doubles it."""


class Source:
    """Holds the catalogue in use, so that requests never wait for the upstream."""

    def __init__(self, bundled: Catalogue) -> None:
        """
        Starts with the bundled catalogue.

        :param bundled: the catalogue to use until the upstream sends one
        """
        self.catalogue = bundled
        self.kind: Literal["bundled", "upstream"] = "bundled"
        self.refreshed_at: datetime | None = None

    async def keep_fresh(self, fetch: Callable[[], Awaitable[Catalogue]], seconds: float) -> None:
        """
        Takes over the upstream's catalogue again and again, until it is cancelled.

        While the upstream fails, the catalogue in use stays, and the waits between the attempts double from
        `FIRST_RETRY_SECONDS` up to `seconds`. An error is logged when it differs from the one before.

        :param fetch: asks the upstream; raises `UpstreamError`
        :param seconds: how long to wait after a good answer
        """
        failures = 0
        problem: str | None = None
        while True:
            try:
                catalogue = await fetch()
            except Exception as error:
                # Any error: even an unexpected one must not end the refreshes.
                if str(error) != problem:
                    message = f"the upstream's catalogue is not used: {error}"
                    log("warn", message, trace=not isinstance(error, UpstreamError), using=self.kind)
                problem = str(error)
                delay = min(seconds, FIRST_RETRY_SECONDS * 2**failures)
                failures = min(failures + 1, 20)
            else:
                if problem is not None or catalogue != self.catalogue:
                    log("info", "using the upstream's catalogue", count=len(catalogue.names))
                self.catalogue, self.kind, self.refreshed_at = catalogue, "upstream", datetime.now(UTC)
                failures, problem, delay = 0, None, seconds
            # Random, so that replicas that started together do not all ask at the same time.
            await asyncio.sleep(delay * random.uniform(0.8, 1.2))  # noqa: S311 - no secret
