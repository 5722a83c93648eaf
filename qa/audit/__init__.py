"""`make audit`: Lighthouse over one page of each kind, as a phone with a slow network sees it."""
