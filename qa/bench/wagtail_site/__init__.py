"""The phase page as a Wagtail project: what the bench compares this site with.

What a good Wagtail project would do, and every choice in doubt in Wagtail's favour:

- The page is real: a page tree from the home page down, a StreamField of rich text blocks, two RichTextFields, seven
  related sets as orderable children, links through `pageurl`, breadcrumb and menu from the tree. It shows the same
  text as this site's page in about the same HTML.
- Every related set is one query that brings its link targets along; no query is repeated in a loop.
- Rich text links are plain addresses: links to pages by number would cost queries. No images, no user bar, no
  redirects middleware, one language. Amounts are stored as they are shown.
- Cached template loader, persistent database connections, sessions that nobody opens, no debugging; gunicorn with
  threads and kept-alive connections, its logs off.
- Plain Wagtail does not compress, which a proxy would do; the cached answer is kept compressed, and costs nothing.
- wagtail-cache keeps pages in the memory of each process, the fastest cache that Django has, with a lifetime that
  outlives the measurement: every answer is a hit.
"""
