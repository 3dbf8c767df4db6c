"""The service as a separate process."""

import json

from databases import FOLDER, Database
from image_program import start_program


def test_it_serves_what_the_migration_loaded_and_ends_in_order(sqlite_database: Database) -> None:
    sqlite_database.migrate()
    with start_program(FOLDER, **sqlite_database.env) as service:
        assert len(json.loads(service.ask("GET /hotels").body)) == 17
        assert json.loads(service.ask("GET /status").body) == {"status": "UP"}
        service.stop()
        assert service.ended() == 0
        assert [line for line in service.log if line["level"] == "error"] == []
