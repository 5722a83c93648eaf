"""Checks the target of a redirect like a link."""

from redirects import validation

from .internal import InternalChecker
from .status import Kind

validation.target_checks.append(lambda path: InternalChecker().check(path).kind is Kind.WORKS)
