"""What the content needs of the database: keys, triggers, constraints, sort order, faults."""
