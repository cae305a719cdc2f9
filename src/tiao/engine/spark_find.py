"""``find`` on Spark: exhibits and parts of large exhibits as tasks, and one ledger out of what they wrote."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any

from tiao.case import Case
from tiao.content.readers.delimited import CHUNK
from tiao.engine.spark import Running, stopped
from tiao.engine.spark_tasks import ANSWER, Split, figures_of, heard, raised, run, same
from tiao.errors import IntegrityBroken
from tiao.findings.as_sealed import not_as_sealed
from tiao.findings.exhibit import Done, counted
from tiao.findings.part import PART_CHUNKS, part_name
from tiao.findings.reading import Tally
from tiao.model import Exhibit

LARGE = PART_CHUNKS * CHUNK
"""Bytes from which each part of an exhibit is a task of its own."""
# Large exhibits in work at once; each gives as many tasks as it has parts.
ABREAST = 8
# More tasks than this would cost more than they spread.
TASKS = 2000
_LOOK = 0.5

Advance = Callable[[str, int], None]


@dataclass
class _Job:
    """One job, for the progress: its group on Spark, the bytes that it covers, and how many of them are shown."""

    group: str
    exhibit: str
    size: int
    shown: int = 0


@dataclass
class Reading:
    """Reads exhibits on Spark; a ``ReadAll``."""

    running: Running
    _jobs: list[_Job] = field(default_factory=list)

    def __call__(self, case: Case, items: Sequence[Exhibit], year_max: int, advance: Advance) -> Iterator[Done]:
        halves = self.running.folder / "halves"
        halves.mkdir(exist_ok=True)
        ask = partial(Split, str(case.path), str(halves), same(), year_max=year_max)
        large = sorted((item for item in items if item.size > LARGE), key=lambda item: -item.size)
        small = sorted((item for item in items if item.size <= LARGE), key=lambda item: -item.size)
        with ThreadPoolExecutor(ABREAST + 1) as threads:
            work = {threads.submit(self._large, case, item, ask): item.id for item in large}
            if small:
                work[threads.submit(self._small, small, ask)] = ""
            try:
                waiting = set(work)
                while waiting:
                    finished, waiting = wait(waiting, _LOOK, FIRST_COMPLETED)
                    self._show(advance)
                    for future in finished:
                        found = future.result()
                        # What is finished is counted by its size from now on.
                        self._forget(work[future], advance)
                        yield from found
            finally:
                for future in work:
                    future.cancel()
                self.running.spark.sparkContext.cancelAllJobs()

    def _small(self, items: Sequence[Exhibit], ask: Callable[..., Split]) -> list[Done]:
        """Each exhibit is a task."""
        # The largest first, and each of the first tasks with an equal share of the large and the small.
        dealt = [item for start in range(TASKS) for item in items[start::TASKS]]
        splits = [ask(work="exhibit", exhibit=item.id) for item in dealt]
        answers = self._run(splits, "", sum(item.size for item in items))
        return [heard(answer["whole"]) for answer in answers]

    def _large(self, case: Case, item: Exhibit, ask: Callable[..., Split]) -> list[Done]:
        """Each part is a task, once it is known where the parts begin; the comparison with the seal is one beside."""
        (survey,) = self._run([ask(work="survey", exhibit=item.id)], item.id, 0)
        if "whole" in survey:
            return [heard(survey["whole"])]
        *parts, end = survey["parts"]
        encoding = tuple(survey["encoding"])
        splits = [ask(work="seal", exhibit=item.id)]
        for number, part in enumerate(parts, 1):
            place = part["place"] and tuple(part["place"])
            own = {"place": place, "base": part["base"], "chunks": part["chunks"]}
            splits.append(ask("part", item.id, encoding=encoding, number=number, **own))
        seal, *answers = self._run(splits, item.id, item.size)
        if not seal["as_sealed"]:
            raise not_as_sealed(case, item)
        figures = Tally()
        for part, following, answer in zip(parts, [*parts[1:], end], answers, strict=True):
            found = figures_of(answer["figures"])
            if found.height != following["base"] - part["base"]:
                raise IntegrityBroken(
                    "An exhibit changed while it was read.", item.shown, "Run `tiao verify --case DIR`."
                )
            add(figures, found)
        names = [part_name(f"{item.id}.1", number) for number in range(1, len(parts) + 1)]
        measured = {f"ledger/{name}": answer["measured"] for name, answer in zip(names, answers, strict=True)}
        return [Done(item.id, [survey["entry"] | counted(figures, names)], figures.unread, measured)]

    def _run(self, splits: Sequence[Split], exhibit: str, size: int) -> list[dict[str, Any]]:
        """Runs tasks and gives their answers in order."""
        context = self.running.spark.sparkContext
        group = uuid.uuid4().hex
        self._jobs.append(_Job(group, exhibit, size))
        context.setJobGroup(group, "tiao find")
        frame = self.running.spark.range(0, len(splits), 1, min(len(splits), TASKS))
        try:
            rows = frame.mapInArrow(partial(run, splits), ANSWER).collect()
        except Exception as error:
            raise stopped(error) from None
        answers = sorted((json.loads(row[0]) for row in rows), key=lambda answer: int(answer["id"]))
        wrong = [answer["error"] for answer in answers if "error" in answer]
        if wrong:
            raise raised(wrong[0])
        return [answer["done"] for answer in answers]

    def _show(self, advance: Advance) -> None:
        """How far the jobs are, by their finished tasks."""
        tracker = self.running.spark.sparkContext.statusTracker()
        for job in self._jobs:
            stages = [
                stage
                for number in tracker.getJobIdsForGroup(job.group)
                if (info := tracker.getJobInfo(number)) is not None
                for stage in map(tracker.getStageInfo, info.stageIds)
                if stage is not None and stage.numTasks
            ]
            if stages:
                now = job.size * sum(s.numCompletedTasks for s in stages) // sum(s.numTasks for s in stages)
                advance(job.exhibit, now - job.shown)
                job.shown = now

    def _forget(self, exhibit: str, advance: Advance) -> None:
        own = [job for job in self._jobs if job.exhibit == exhibit]
        advance(exhibit, -sum(job.shown for job in own))
        self._jobs = [job for job in self._jobs if job not in own]


def add(figures: Tally, more: Tally) -> None:
    """Adds the figures of one part to those of the parts before it."""
    for each in fields(Tally):
        one, other = getattr(figures, each.name), getattr(more, each.name)
        if isinstance(one, int):
            setattr(figures, each.name, one + other)
        elif isinstance(one, dict):
            for name, value in other.items():
                one[name] = one.get(name, 0) + value
        elif isinstance(one, set):
            one |= other
        else:
            one += other
