"""One connection, held by a thread, on which every statement of a store is run.

What has gathered while a transaction was committed goes into the next one together, so that twenty writers share the
wait for the disk. A statement that fails takes no other one with it: its batch is then run one by one. Where a commit
may have been done, nothing is run once more as if it had not: whoever waits for its batch is told that it is uncertain.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import random
import threading
import time
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeGuard, TypeVar, final

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from weavr_async.stores._sql_dialects import is_busy, sentence
from weavr_async.stores._sql_prepared import Alike
from weavr_async.stores._sql_schema import are_there, make, place_of
from weavr_async.stores.intents import ResultTaken
from weavr_async.stores.protocols import StoreUnavailable, StoreUncertain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from weavr_async.stores._sql_dialects import Database

    Step: TypeAlias = Callable[[Connection, bool], Any]
    _End: TypeAlias = tuple["_Job", Any, Exception | None]

__all__ = ["Writer"]

T = TypeVar("T")

_MOST_TOGETHER: Final = 200
_LONGEST_PAUSE: Final = 0.02
_OF_ITS_TIME: Final = 0.8
"""Share of a step's time for which others may hold the database."""


@final
class _Job:
    """A step, and whoever waits for what it gives."""

    __slots__ = ("_lock", "answer", "loop", "step")

    def __init__(self, step: Step) -> None:
        self.step: Final = step
        self.loop: Final = asyncio.get_running_loop()
        self.answer: Final[asyncio.Future[Any]] = self.loop.create_future()
        self._lock: Final = threading.Lock()

    def take(self) -> bool:
        """Whether it is taken by this call: by the thread, to run it, or by whoever waits, to give it up."""
        return self._lock.acquire(blocking=False)


class _CommitLost(Exception):
    """Whether the transaction was committed is not known."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.orig: Final = getattr(error, "orig", error)


class Writer:
    """Runs steps, in the order in which they came, each in a transaction.

    Args:
        database: The database.
        timeout: Seconds after which a step is given up.
        make_tables: Whether missing tables are made.
    """

    def __init__(self, database: Database, *, timeout: float, make_tables: bool) -> None:
        self._database: Final = database
        self._timeout: Final = timeout
        self._make_tables: Final = make_tables
        self._jobs: Final[queue.SimpleQueue[_Job | None]] = queue.SimpleQueue()
        self._starting: Final = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed: threading.Thread | None = None
        self._connection: Connection | None = None
        self.is_ready = False
        """Whether the tables have been seen on this connection."""
        self.place: tuple[object, ...] | None = None
        """Where in PostgreSQL they were seen; see `place_of`."""

    async def run(self, step: Callable[[Connection, bool], T]) -> T:
        """Run a step and give what it gives, once that is committed.

        A step is given the connection, and whether an earlier run of it may have been committed.

        Raises:
            StoreUnavailable: Nothing was changed.
            StoreUncertain: It may have been changed.
        """
        self._start()
        job = _Job(step)
        self._jobs.put(job)
        alarm = job.loop.call_later(self._timeout, self._time_out, job)
        try:
            answer: T = await job.answer
        finally:
            alarm.cancel()
            job.take()  # when whoever waits was cancelled
        return answer

    def _start(self) -> None:
        with self._starting:  # event loops of several threads may come at once, and a connection has one thread
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._work, args=(self._closed,), name="weavr_async journal", daemon=True
                )
                self._thread.start()

    def _time_out(self, job: _Job) -> None:
        if job.answer.done():
            return
        if job.take():
            told: Exception = StoreUnavailable(
                f"The journal did not get to it within {self._timeout:g} s; nothing was changed."
            )
        else:
            told = StoreUncertain(f"The journal did not answer within {self._timeout:g} s.")
        job.answer.set_exception(told)

    async def prepare(self) -> None:
        """Make the tables, unless they have been seen.

        Raises:
            StoreUnavailable: They could not be made.
        """
        if not self.is_ready:
            await self.run(lambda _conn, _again: None)

    async def aclose(self) -> None:
        """Finish what was begun, and end the thread."""
        with self._starting:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._closed = thread
                self._jobs.put(None)
        if thread is not None:
            await asyncio.to_thread(thread.join, self._timeout)

    # -- in the thread -------------------------------------------------------------------------------

    def _work(self, before: threading.Thread | None) -> None:
        if before is not None:  # it may still be at work on the connection
            before.join()
        while (batch := self._gather()) is not None:
            self._run_all([job for job in batch if job.take()])
        self._disconnect()

    def _gather(self) -> list[_Job] | None:
        """Everything that waits; nothing at the end."""
        job = self._jobs.get()
        if job is None:
            return None
        batch = [job]
        while len(batch) < _MOST_TOGETHER:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            batch.append(job)
        return batch

    def _run_all(self, jobs: list[_Job]) -> None:
        if not jobs:
            return
        try:
            results = self._transaction(jobs)
        except StoreUncertain as error:  # of all of them: run one by one, each would find what was done by itself
            _hand_over([(job, None, StoreUncertain(*error.args)) for job in jobs])
            return
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to whoever waits for the step
            if len(jobs) == 1:
                _hand_over([(jobs[0], None, _told(error))])
                return
            for job in jobs:
                self._run_all([job])
            return
        _hand_over([(job, result, None) for job, result in zip(jobs, results, strict=True)])

    def _transaction(self, jobs: Sequence[_Job]) -> list[Any]:
        """Run steps in one transaction; where its end is not known, once more on a new connection, which looks."""
        # Given up a little earlier than whoever waits gives up, so that it can be told why.
        deadline = time.monotonic() + _OF_ITS_TIME * self._timeout
        try:
            return self._attempt(jobs, deadline, again=False)
        except _CommitLost as lost:
            try:
                return self._attempt(jobs, deadline + self._timeout, again=True)
            except Exception as error:  # noqa: BLE001 - whatever it is, the first commit may have been done
                raise StoreUncertain(f"The journal did not confirm a commit: {sentence(error)}.") from lost

    def _attempt(self, jobs: Sequence[_Job], deadline: float, *, again: bool) -> list[Any]:
        while True:
            try:
                return self._once(jobs, again=again)
            except DBAPIError as error:
                if not is_busy(error) or time.monotonic() >= deadline:
                    raise
            time.sleep(random.uniform(0, _LONGEST_PAUSE))  # noqa: S311 - to take turns with other processes

    def _once(self, jobs: Sequence[_Job], *, again: bool) -> list[Any]:
        connection = self._connected()
        try:
            with self._begun(connection):
                results = _results(connection, [job.step for job in jobs], again=again)
        except IntegrityError:
            connection.rollback()
            raise
        except SQLAlchemyError:
            self._disconnect()
            raise
        except Exception:
            connection.rollback()
            raise
        try:
            connection.commit()
        except SQLAlchemyError as error:
            self._disconnect()
            raise _CommitLost(error) from error
        return results

    @contextlib.contextmanager
    def _begun(self, connection: Connection) -> Any:  # noqa: ANN401 - of the context manager
        connection.begin()
        if self._database.dialect.begin:
            connection.exec_driver_sql(self._database.dialect.begin)
        yield

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._database.engine.connect()
        if not self.is_ready:
            self._prepare(self._connection)
            self.is_ready = True
        return self._connection

    def _prepare(self, connection: Connection) -> None:
        """See to the tables and their version."""
        try:
            if not are_there(connection):
                connection.rollback()
                with self._begun(connection):
                    make(connection, self._database.dialect, allowed=self._make_tables)
                connection.commit()
            if self._database.dialect.name == "postgresql":
                self.place = place_of(connection)
            connection.rollback()
        except Exception:
            self._disconnect()  # its transaction may have failed, and nothing could be run in it any more
            raise

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        self.is_ready = False  # whatever is there next may be a copy
        if connection is not None:
            with contextlib.suppress(Exception):
                connection.invalidate()
                connection.close()


def _results(connection: Connection, steps: Sequence[Step], *, again: bool) -> list[Any]:
    """Run steps in their order; those of the same statement that follow each other in one round trip."""
    results: list[Any] = []
    for statement, its in groupby(steps, key=lambda step: step.statement if _is_alike(step) else None):
        if statement is None:
            results += [step(connection, again) for step in its]
            continue
        alike = [step for step in its if _is_alike(step)]
        found = statement.run_all(connection, [step.given() for step in alike])
        results += [step.finish(connection, one) for step, one in zip(alike, found, strict=True)]
    return results


def _is_alike(step: Step) -> TypeGuard[Alike[Any, Any]]:
    return isinstance(step, Alike)


def _hand_over(ends: Sequence[_End]) -> None:
    """Wake whoever waits; each event loop once, for that costs as much as a statement."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_End]] = {}
    for end in ends:
        by_loop.setdefault(end[0].loop, []).append(end)
    for loop, its in by_loop.items():
        with contextlib.suppress(RuntimeError):  # it was closed, so nobody waits
            loop.call_soon_threadsafe(_answer, its)


def _answer(ends: Sequence[_End]) -> None:
    for job, result, error in ends:
        if job.answer.done():
            continue
        if error is None:
            job.answer.set_result(result)
        else:
            job.answer.set_exception(error)


def _told(error: Exception) -> Exception:
    """The error as the caller sees it: in a sentence, without the statement's parameters."""
    if isinstance(error, IntegrityError):
        return ResultTaken("This result belongs to another intent.")
    if isinstance(error, DBAPIError):
        return StoreUnavailable(f"The journal cannot be used: {sentence(error)}. Nothing was changed.")
    return error
