"""Bulks as jobs: work of any length that is submitted, run and followed, and that survives a crash at any point.

A job has a name and a store. Everything that must be known to pick it up again is in its manifest before it is
needed: the items before the first submission, a submission before it is sent, its bulk's id before it is started.
Making the job anew with the same name and store, in any process, continues it::

    job = acme.bulks.transfer_job("payroll-2026-11", store=FileStore("/var/lib/app/bulks"))
    await job.submit((line.id, TransferOrder(...)) for line in lines)
    await job.execute(on_failure="continue")
    async for progress in job.watch():
        bar.update(progress.done, progress.total)
    async for result in job.results():
        ...

Money moves once for each item: a bulk moves nothing before it is started, only the bulk whose id is in the
manifest is ever started, and the service starts a bulk once.
"""

from __future__ import annotations

from weavr_async.bulk_jobs._clock import JobClock, SystemClock
from weavr_async.bulk_jobs._errors import JoinMismatch, ManifestError, SubmissionUndecided
from weavr_async.bulk_jobs._items import SpendRulesOrder
from weavr_async.bulk_jobs._job import BulkJob
from weavr_async.bulk_jobs._progress import ChunkProgress, Progress
from weavr_async.bulk_jobs._results import BulkResult

__all__ = [
    "BulkJob",
    "BulkResult",
    "ChunkProgress",
    "JobClock",
    "JoinMismatch",
    "ManifestError",
    "Progress",
    "SpendRulesOrder",
    "SubmissionUndecided",
    "SystemClock",
]
