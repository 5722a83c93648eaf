"""The pages that requests wait for. Each is rendered once, however many wait for it."""

import threading
from collections import deque

from .cached_page import CachedPage, Response


class RenderTask:
    """The rendering of one page, shared by all requests that wait for it."""

    def __init__(self, path: str):
        self.path = path
        self.is_done = threading.Event()
        self.answer: CachedPage | Response | None = None


class RenderQueue:
    """Filled by the threads of requests, emptied by the one that renders."""

    def __init__(self):
        self.tasks: dict[str, RenderTask] = {}  # that wait or are being carried out
        self.waiting: deque[RenderTask] = deque()
        self.changed = threading.Condition()

    def __contains__(self, path: str) -> bool:
        return path in self.tasks

    def request(self, path: str) -> tuple[RenderTask, bool]:
        """The task that renders this page, and whether it is new."""
        with self.changed:
            task = self.tasks.get(path)
            if is_new := task is None:
                task = self.tasks[path] = RenderTask(path)
                self.waiting.append(task)
                self.changed.notify()
        return task, is_new

    def next(self) -> RenderTask | None:
        with self.changed:
            return self.waiting.popleft() if self.waiting else None

    def wait(self, seconds: float):
        """Returns when a page is requested, at the latest after that time."""
        with self.changed:
            self.waiting or self.changed.wait(seconds)

    def finish(self, task: RenderTask):
        with self.changed:
            self.tasks.pop(task.path, None)
        task.is_done.set()
