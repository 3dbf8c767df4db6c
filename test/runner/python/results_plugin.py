"""A plugin of pytest that writes the results to a file. `npm test` adds them up."""

import json
from pathlib import Path
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the option that names the file."""
    parser.addoption("--results", metavar="FILE", help="where to write the results as JSON")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Writes how many passed, and each failed or skipped test with its reason."""
    stats = terminalreporter.stats
    results = {
        "passed": len(stats.get("passed", [])),
        "failed": [
            {"title": report.nodeid, "reason": _message(report)}
            for report in stats.get("failed", []) + stats.get("error", [])
        ],
        "skipped": [
            {"title": report.nodeid, "reason": _reason(report)} for report in stats.get("skipped", [])
        ],
    }
    Path(config.getoption("results")).write_text(json.dumps(results))


def _message(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The first line of the error."""
    crash = getattr(report.longrepr, "reprcrash", None)
    return (crash.message if crash else report.longreprtext).partition("\n")[0]


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The argument of `pytest.skip`, without the prefix that pytest adds."""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return "no reason given"
