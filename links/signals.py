"""What may be named as the target of a redirect is checked as links are."""

from redirects import validation

from .internal import InternalChecker
from .status import Kind

validation.target_checks.append(lambda path: InternalChecker().check(path).kind is Kind.WORKS)
