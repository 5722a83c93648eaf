"""`make weigh`: what every page costs in bytes, requests and queries, and whether it keeps to its budget."""
