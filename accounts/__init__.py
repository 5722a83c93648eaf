"""Login of the office: password, second factor, single sign-on, rate limits and audit log (ADR 0022, 0023)."""
