"""What may be named as the target of a redirect is checked as links are."""

from redirects import validation

from .internal import OwnPages
from .status import Kind

validation.target_checks.append(lambda path: OwnPages().check(path).kind is Kind.WORKS)
