"""`make security-report`: which checks of docs/sicherheit.md the tests show."""
