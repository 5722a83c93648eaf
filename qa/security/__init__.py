"""`make security-report`: which checks of docs/sicherheit.md are proven by tests."""
