"""The upstream, which serves newer catalogues."""

import asyncio

import httpx

from .catalogue import Catalogue, read_catalogue

TOTAL_SECONDS = 20
"""How long an upstream may take for its whole answer, including redirects."""
MOST_BYTES = 8 * 1024 * 1024
"""How large its answer may be: about twenty times the bundled catalogue."""
MOST_REDIRECTS = 5
"""How many redirects are followed."""


class UpstreamError(Exception):
    """The upstream's answer cannot be used; the message says why."""


async def fetch(url: str, seconds: float = TOTAL_SECONDS, most_bytes: int = MOST_BYTES) -> Catalogue:
    """
    Asks an upstream for its catalogue.

    :param url: the URL of the catalogue
    :param seconds: how long the whole answer may take
    :param most_bytes: how many bytes it may have
    :return: the catalogue
    :raises UpstreamError: when there is no answer within these bounds, or it is not a catalogue
    """
    try:
        async with asyncio.timeout(seconds):
            document = await _download(url, most_bytes)
    except (TimeoutError, httpx.TimeoutException) as error:
        raise UpstreamError(f"it did not answer within {seconds:g} seconds") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise UpstreamError(f"it cannot be reached: {str(error) or type(error).__name__}") from error
    try:
        # In a thread, so that requests are served meanwhile.
        return await asyncio.to_thread(read_catalogue, document)
    except ValueError as error:
        raise UpstreamError(f"its answer is not a catalogue: {error}") from error


async def _download(url: str, most_bytes: int) -> bytes:
    async with (
        httpx.AsyncClient(
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                # A redirect on a kept connection fails when the server is just closing it.
                "Connection": "close",
            },
            follow_redirects=True,
            max_redirects=MOST_REDIRECTS,
            timeout=TOTAL_SECONDS,
            trust_env=False,
        ) as client,
        client.stream("GET", url) as answer,
    ):
        if answer.status_code != httpx.codes.OK:
            raise UpstreamError(f"it answered {answer.status_code}")
        if answer.headers.get("content-encoding", "identity") != "identity":
            # A small compressed answer could unpack to more than `most_bytes`.
            raise UpstreamError("its answer is compressed, which it was not asked for")
        document = bytearray()
        async for piece in answer.aiter_raw():
            document += piece
            if len(document) > most_bytes:
                raise UpstreamError(f"its answer is larger than {most_bytes} bytes")
        return bytes(document)
