"""Sites of the Confederation that have the same page in several languages: the address in the reader's language."""

import re

#: The beginning of a site's addresses, and where such an address names the German language.
LANGUAGE_IN_ADDRESS = {
    "https://www.fedlex.admin.ch/": re.compile(r"(?<=/)de(?=#|$)"),
    "https://www.sem.admin.ch/sem/": re.compile(r"(?<=\.ch/sem/)de(?=/)"),
}
#: The official languages besides German. What there is in English is not the whole.
TRANSLATED_INTO = {"fr", "it"}


def address_in(language: str, address: str) -> str:
    """The same page in that language where the site has it, or else the address itself."""
    if language not in TRANSLATED_INTO:
        return address
    for beginning, place in LANGUAGE_IN_ADDRESS.items():
        if address.startswith(beginning):
            return place.sub(language, address)
    return address
