"""What every page shows: the organisation above the site, its contact, and the site's own addresses."""


def site(request) -> dict:
    return {}
