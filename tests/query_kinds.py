"""A pytest plugin that checks that the mark `both_databases` is complete.

Only marked tests run on PostgreSQL. On SQLite, every test records the keywords and functions of its queries, without
tables, columns and values: locks, collations, window functions, aggregates. A keyword that no marked test uses would
never be tested on PostgreSQL, and fails the run. This is checked only when the whole suite runs. Single words are
recorded, not queries, because a cached query runs in whichever test comes first.
"""

import re
from collections import defaultdict
from functools import lru_cache

import pytest
from django.db import connection

MARK = "both_databases"
#: Quoted names and literals; what remains are keywords, functions, operators and parameters.
NAMES = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|%s|\b\d+\b")
WORDS = re.compile(r"[A-Za-z_]{2,}")
#: They set a connection up or look into its schema: Django's own affair, or a test's that says so by its mark.
PASSED_OVER = re.compile(r"\s*(?:PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|EXPLAIN)\b", re.IGNORECASE)
#: Options of pytest with which a run is not the whole suite.
LEAVING_OUT = ("keyword", "markexpr", "maxfail", "lf", "deselect", "ignore")

#: Keyword or function → first test that used it, for tests with the mark and for those without it.
Seen = dict[bool, dict[str, str]]


@lru_cache(maxsize=4096)
def words_of(sql: str) -> frozenset[str]:
    return frozenset(word.upper() for word in WORDS.findall(NAMES.sub("", sql)))


class Recorder:
    """Of one test process."""

    def __init__(self):
        self.seen: Seen = {True: {}, False: {}}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item):
        """With its setting up, in which a fixture may ask for what the test looks at."""
        seen, name = self.seen[item.get_closest_marker(MARK) is not None], item.nodeid

        def note(execute, sql, params, many, context):
            if not PASSED_OVER.match(sql):
                for word in words_of(sql):
                    seen.setdefault(word, name)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            return (yield)

    def pytest_sessionfinish(self, session: pytest.Session):
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["query_words"] = list(self.seen.items())


class Report:
    """Of the process that the others report to, or of the only one."""

    def __init__(self, recorder: Recorder):
        self.recorder = recorder

    def pytest_testnodedown(self, node, error):
        for is_marked, words in getattr(node, "workeroutput", {}).get("query_words", []):
            self.recorder.seen[is_marked] = words | self.recorder.seen[is_marked]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session):
        if is_whole(session.config) and not session.testsfailed and unmarked(self.recorder.seen):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter, config: pytest.Config):
        if is_whole(config):
            for name, words in sorted(unmarked(self.recorder.seen).items()):
                terminalreporter.write_line(f"{name} needs the mark {MARK}. No test with it uses: {' '.join(words)}")


def unmarked(seen: Seen) -> dict[str, list[str]]:
    """Tests without the mark, with the keywords and functions that no test with it uses."""
    found = defaultdict(list)
    for word, name in sorted(seen[False].items()):
        if word not in seen[True]:
            found[name].append(word)
    return found


def is_whole(config: pytest.Config) -> bool:
    """Whether the run leaves no test out."""
    return (
        not any(config.getoption(name, default=None) for name in LEAVING_OUT)
        and config.args_source == config.ArgsSource.TESTPATHS
    )


def pytest_configure(config: pytest.Config):
    recorder = Recorder()
    config.pluginmanager.register(recorder)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Report(recorder))
