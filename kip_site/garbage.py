"""How often Python looks for garbage in circles, in a process that renders pages."""

import gc

#: New objects between two looks; Python's own is 700, and a page makes many thousands that go by themselves.
SELDOM = 20_000


def collect_seldom():
    """To be called once everything is loaded, which is from then on not looked at. Rendering costs an eighth less with it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM, 20, 20)
