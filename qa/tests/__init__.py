"""`make qa`: each tool starts, and reports a missed promise."""
