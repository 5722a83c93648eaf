"""Operation of an installed site: health checks, metrics, logs, backup."""
