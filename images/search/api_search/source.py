"""The catalogue in use: the bundled one, or the last good one of the upstream."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Literal

from http_service.logs import log

from .catalogue import Catalogue
from .upstream import UpstreamError

FIRST_RETRY_SECONDS = 1


class Source:
    """Gives the catalogue in use at any moment, without ever waiting."""

    def __init__(self, bundled: Catalogue) -> None:
        self.catalogue = bundled
        self.kind: Literal["bundled", "upstream"] = "bundled"
        self.refreshed_at: datetime | None = None

    async def keep_fresh(self, fetch: Callable[[], Awaitable[Catalogue]], seconds: float) -> None:
        """
        Takes over the upstream's catalogue again and again, for ever.

        While the upstream fails the catalogue in use stays, and the upstream is asked again after one second,
        two, four and so on up to `seconds`. What goes wrong is logged when it is something else than before.

        :param fetch: asks the upstream; raises an `UpstreamError`
        :param seconds: how long a good answer is used before the next
        """
        failures = 0
        problem: str | None = None
        while True:
            try:
                catalogue = await fetch()
            except Exception as error:
                # Of whatever kind: after one that nobody thought of, too, the next answer is to be used.
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
            # Replicas that were started together do not ask together for ever.
            await asyncio.sleep(delay * random.uniform(0.8, 1.2))  # noqa: S311 - no secret
