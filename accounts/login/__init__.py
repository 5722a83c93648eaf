"""The login, step by step, what protects it, and the session that it begins."""
