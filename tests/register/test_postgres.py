# SPDX-License-Identifier: Apache-2.0
"""A register on a server: what can be wrong with servers, accounts and networks."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, EsignError, OutputError, ServiceError
from esign.messages import Language
from esign.register import audit
from esign.register.opening import open_database
from esign.register.statements import execute
from support.books import AGENCY, DECISION, a_request
from support.places import Place
from support.ports import FIXED_NOW, SeededRandom
from support.postgres import Cluster, missing, running_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register import Register

SECRET = "correct-horse"  # noqa: S105 - what must never be seen


@pytest.fixture
def kind() -> str:
    """The only database these stories are about."""
    if reason := missing():
        pytest.skip(reason)
    return "postgres"


@pytest.fixture
def own_cluster(kind: str) -> Iterator[Cluster]:
    """A server that a test may stop."""
    assert kind == "postgres"
    with running_cluster(durable=True) as cluster:
        yield cluster


def refused(folder: Path, address: str) -> EsignError:
    """The refusal; neither its texts nor what caused it tell the password."""
    with pytest.raises(EsignError) as refusal:
        open_database(folder, address, 0.05, writable=False)
    error: BaseException | None = refusal.value
    while error is not None:
        assert SECRET not in str(error)
        error = error.__cause__
    for language in Language:
        assert refusal.value.message(language)
        assert refusal.value.remedy(language)
    return refusal.value


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("{place}", "register.absent"),
        ("postgresql://esign:correct-horse@/nowhere?host={socket}", "register.server_refuses"),
        ("postgresql://nobody:correct-horse@/postgres?host={socket}", "register.server_refuses"),
        ("postgresql://e:correct-horse@/x?host=/nowhere", "register.server_unreachable"),
        ("postgresql://e:correct-horse@127.0.0.1:9/x", "register.server_unreachable"),
        ("postgresql://e@/x?host=/nowhere&password=correct-horse", "register.server_unreachable"),
        ("postgresql://e:correct-horse@/x?colour=red", "register.bad_address"),
        ("postgresql://e:correct-horse@host:port/x", "register.bad_address"),
        ("mysql://e:correct-horse@host/x", "register.bad_address"),
        ("postgresql://e:correct-horse@horse@host/x", "register.bad_address"),
        ("correct-horse", "register.bad_address"),
    ],
)
def test_a_server_that_cannot_be_used_is_reported_without_the_password(
    free_place: Place, cluster: Cluster, address: str, code: str
) -> None:
    whole = address.format(place=free_place.database, socket=cluster.folder)
    assert refused(free_place.folder, whole).code == code


def test_a_wrong_password_is_a_matter_of_configuration(own_cluster: Cluster, folder: Path) -> None:
    own_cluster.execute("ALTER ROLE esign PASSWORD 'another'")
    (own_cluster.data / "pg_hba.conf").write_text("local all esign scram-sha-256\n")
    own_cluster.stop()
    own_cluster.start()
    address = own_cluster.address("postgres")
    wrong = refused(folder, address.replace("esign@", f"esign:{SECRET}@"))
    none = refused(folder, address)
    assert {wrong.code, none.code} == {"register.server_refuses"}
    assert isinstance(wrong, ConfigurationError)


def test_without_the_driver_the_extra_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    error = refused(folder, f"postgresql://e:{SECRET}@host/x")
    assert (error.code, error.exit_status) == ("register.driver_missing", 6)
    assert "esign[postgres]" in error.remedy()


@pytest.mark.parametrize(
    ("state", "kind_of_error", "code"),
    [
        ("53100", OutputError, "register.disk_full"),
        ("25006", OutputError, "register.not_writable"),
        ("58030", OutputError, "register.disk_fault"),
        ("40P01", OutputError, "register.busy"),
        ("40001", OutputError, "register.busy"),
        ("57014", OutputError, "register.busy"),
        ("XX001", ConfigurationError, "register.damaged"),
        ("42501", ConfigurationError, "register.server_refuses"),
        ("57P01", ServiceError, "register.server_unreachable"),
        ("53300", ServiceError, "register.server_unreachable"),
    ],
)
def test_what_the_server_reports_is_told_in_our_words_and_takes_no_number(
    register: Register, place: Place, state: str, kind_of_error: type[EsignError], code: str
) -> None:
    fault = f"BEGIN RAISE EXCEPTION 'as if' USING ERRCODE = '{state}'; END"
    place.change(
        f"CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ {fault} $$",
        "CREATE TRIGGER fail BEFORE INSERT ON register EXECUTE FUNCTION fail()",
    )
    with pytest.raises(kind_of_error) as refusal:
        register.number(a_request(), DECISION, AGENCY)
    assert refusal.value.code == code
    place.change("DROP TRIGGER fail ON register")
    assert register.number(a_request(), DECISION, AGENCY).number.value == 1


def test_a_bug_of_ours_stays_a_bug(register: Register) -> None:
    with (
        pytest.raises(Exception, match="no_such_table") as bug,
        register._database.writing() as connection,
    ):
        execute(connection, "SELECT * FROM no_such_table")
    assert not isinstance(bug.value, EsignError)


def test_a_server_that_was_lost_in_the_middle_is_reported_and_found_again(
    own_cluster: Cluster, folder: Path
) -> None:
    place = Place(folder, own_cluster, own_cluster.create())
    with place.open(patience=5) as register:
        register.number(a_request(), DECISION, AGENCY)
        with pytest.raises(ServiceError) as lost:
            lose(register, own_cluster)
        assert lost.value.code == "register.server_unreachable"
        with pytest.raises(ServiceError):
            register.find("request-0001")
        own_cluster.start()
        assert register.number(a_request("request-0002"), DECISION, AGENCY).number.value == 2


def lose(register: Register, cluster: Cluster) -> None:
    """Go on with a transaction after the server has died."""
    with register._database.writing() as connection:
        cluster.stop("immediate")
        execute(connection, "SELECT 1")


def test_connections_that_the_server_closed_while_idle_are_replaced(
    register: Register, place: Place
) -> None:
    register.number(a_request(), DECISION, AGENCY)
    place.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert register.number(a_request("request-0002"), DECISION, AGENCY).number.value == 2


def test_the_statements_of_a_number_are_prepared(register: Register) -> None:
    for turn in range(10):
        register.number(a_request(f"request-{turn:04d}"), DECISION, AGENCY)
    with register._database.reading() as connection:
        found = execute(connection, "SELECT count(*) FROM pg_prepared_statements").fetchone()
    assert found[0] >= 5


def test_a_transaction_reads_one_state_throughout(register: Register, place: Place) -> None:
    counting = "SELECT count(*) FROM register"
    with register._database.reading() as connection:
        before = execute(connection, counting).fetchone()
        with place.open() as other:
            other.number(a_request(), DECISION, AGENCY)
        assert execute(connection, counting).fetchone() == before == (0,)


def test_what_the_account_would_have_of_transactions_is_not_heeded(
    place: Place, cluster: Cluster
) -> None:
    stated = {"default_transaction_isolation": "repeatable read", "synchronous_commit": "off"}
    for name, value in stated.items():
        cluster.execute(f"ALTER DATABASE {place.name} SET {name} = '{value}'")
    with (
        place.open(patience=20) as one,
        place.open(patience=20) as other,
        ThreadPoolExecutor(1) as clerk,
    ):
        with one._database.writing() as connection:
            waiting = clerk.submit(other.number, a_request(), DECISION, AGENCY)
            while not place.rows("SELECT 1 FROM pg_locks WHERE NOT granted"):
                assert not waiting.done()
            act = audit.Act(FIXED_NOW, "clerk", "noted", "request-0002", {})
            audit.append(connection, act, SeededRandom())
            found = execute(connection, "SHOW synchronous_commit").fetchone()
        assert waiting.result(20).number.value == 1
    assert tuple(found) == ("on",)


def test_the_server_ends_with_the_process_that_started_it(kind: str) -> None:
    assert kind == "postgres"
    program = (
        "import sys; from support.postgres import Cluster\n"
        "print(Cluster()._server.pid, flush=True); sys.stdin.read()"
    )
    started = subprocess.Popen(
        (sys.executable, "-c", program),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    assert started.stdout is not None
    server = int(started.stdout.readline())
    watch = os.pidfd_open(server)
    started.send_signal(signal.SIGKILL)
    started.communicate()
    assert select.select([watch], [], [], 20)[0] == [watch]
    os.close(watch)
