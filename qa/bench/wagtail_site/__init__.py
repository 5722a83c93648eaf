"""The page of a phase as a Wagtail project, for comparison in the bench.

It follows good practice, and doubtful choices are made in Wagtail's favour:

- The page is real: a page tree from the home page down, a StreamField of rich text blocks, two RichTextFields, seven
  related sets as orderable children, links through `pageurl`, breadcrumb and menu from the tree. It shows the same
  text as this site's page in about the same HTML.
- Every related set is one query that includes its link targets; no query is repeated in a loop.
- Rich text links are plain addresses: links to pages by number would cost queries. No images, no user bar, no
  redirects middleware, one language. Amounts are stored as they are shown.
- Cached template loader, persistent database connections, lazy sessions, no debugging; gunicorn with
  threads and kept-alive connections, its logs off.
- Plain Wagtail does not compress, as a proxy would do that; the cached response is stored compressed.
- wagtail-cache stores pages in the memory of each process, Django's fastest cache, with a lifetime that
  is longer than the measurement: every response is a hit.
"""
