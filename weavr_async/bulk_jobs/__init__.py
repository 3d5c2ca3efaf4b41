"""Bulks as jobs: work of any length that is submitted, run and followed, and that survives a crash at any point.

A job has a name and a store. Everything that is needed to continue it is written into its manifest before it is needed:
the items before the first submission, a submission before it is sent, the bulk's id before the bulk is started. Make
the job again with the same name and store, in any process, and it continues::

    job = acme.bulks.transfer_job("payroll-2026-11", store=FileStore("/var/lib/app/bulks"))
    await job.submit((line.id, TransferOrder(...)) for line in lines)
    await job.execute(on_failure="continue")
    async for progress in job.watch():
        bar.update(progress.done, progress.total)
    async for result in job.results():
        ...

Money moves once for each item: a bulk moves nothing before it is started, only the bulk whose id is in the manifest is
ever started, and the service starts a bulk once.
"""

from __future__ import annotations

from weavr_async.bulk_jobs.errors import JoinMismatch, ManifestError, SubmissionUndecided
from weavr_async.bulk_jobs.job import BulkJob
from weavr_async.bulk_jobs.orders import SpendRulesOrder
from weavr_async.bulk_jobs.progress import ChunkProgress, Progress
from weavr_async.bulk_jobs.results import BulkResult
from weavr_async.bulk_jobs.waiting import JobClock, SystemClock

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
