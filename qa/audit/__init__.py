"""`make audit-pages`: Lighthouse on one page of each kind, with a simulated phone and slow network."""
