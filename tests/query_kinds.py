"""A pytest plugin that holds the mark `both_databases` complete.

Only marked tests run on PostgreSQL. On SQLite every test notes which kinds of queries it issues; a kind that no marked
test issues would never reach PostgreSQL, and fails the run. A kind is the set of keywords and functions of a query,
whatever its tables, columns and values: a lock, a collation, a window, an aggregate with DISTINCT. It is judged only
where the whole suite runs.
"""

import re
from collections import defaultdict

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

Kind = frozenset[str]
#: Kind → first test that issued it, for tests with the mark and for those without it.
Seen = dict[bool, dict[Kind, str]]


def kind_of(sql: str) -> Kind:
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
                seen.setdefault(kind_of(sql), name)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            return (yield)

    def pytest_sessionfinish(self, session: pytest.Session):
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["query_kinds"] = [
                (is_marked, sorted(kind), name)
                for is_marked, kinds in self.seen.items()
                for kind, name in kinds.items()
            ]


class Report:
    """Of the process that the others report to, or of the only one."""

    def __init__(self, recorder: Recorder):
        self.recorder = recorder

    def pytest_testnodedown(self, node, error):
        for is_marked, words, name in getattr(node, "workeroutput", {}).get("query_kinds", []):
            self.recorder.seen[is_marked].setdefault(frozenset(words), name)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session):
        if is_whole(session.config) and not session.testsfailed and unmarked(self.recorder.seen):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter, config: pytest.Config):
        if is_whole(config):
            for name, kinds in sorted(unmarked(self.recorder.seen).items()):
                terminalreporter.write_line(f"{name} needs the mark {MARK}. No test with it issues: {'; '.join(kinds)}")


def unmarked(seen: Seen) -> dict[str, list[str]]:
    """Tests without the mark, with the kinds of queries that no test with it issues."""
    found = defaultdict(list)
    for kind, name in seen[False].items():
        if kind not in seen[True]:
            found[name].append(" ".join(sorted(kind)))
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
