"""`make weigh`: bytes, requests and queries of every page, checked against its budget."""
