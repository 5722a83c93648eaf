"""How somebody of the office comes in: password, second factor, limits, and the record of it (ADR 0022, 0023)."""
