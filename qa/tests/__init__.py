"""`make qa`: each tool starts, and says a miss where there is one."""
