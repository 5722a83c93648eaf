"""The pictograms of the site: drawn on a grid of 24 units, in one stroke, in the colour of the text."""

from django.db import models


class Pictogram(models.TextChoices):
    """What each one means, everywhere."""

    LANGUAGE = "language", "Sprache"
    ADVICE = "advice", "Beratung"
    CHILD = "child", "Kind"
    PROTECTION = "protection", "Schutz"
    ARRIVAL = "arrival", "Ankommen"
    MUNICIPALITY = "municipality", "Gemeinde"
    VOTE = "vote", "Abstimmung"
    WORLD = "world", "Welt"
    WORK = "work", "Ausbildung und Arbeit"
    TOGETHER = "together", "Zusammenleben"
    INTERPRETING = "interpreting", "Dolmetschen"
    CALENDAR = "calendar", "Kalender"


def choices() -> list[tuple]:
    """A function, so that a further pictogram needs no migration."""
    return Pictogram.choices


#: The outline of each, as SVG's path data.
OUTLINES = {
    Pictogram.LANGUAGE: "M3 3.75h18v13h-9.5L7 21v-4.25H3z M8.75 14l3.25-6.5 3.25 6.5 M10 11.75h4 M10 5.25v1.5 M14 5.25v1.5",
    Pictogram.ADVICE: (
        "M3 3.75h18v13h-9.5L7 21v-4.25H3z M9.75 8.75A2.25 2.25 0 1 1 13 10.75c-.7.35-1 .7-1 1.5 M12 13.5V15"
    ),
    Pictogram.CHILD: (
        "M3.75 13a8.25 8.25 0 1 0 16.5 0 8.25 8.25 0 1 0-16.5 0z M9 11v1.75 M15 11v1.75 M8.5 15.75a4.25 4.25 0 0 0 7 0"
        " M12 4.75c0-1.5.75-2.25 2.25-2.25"
    ),
    Pictogram.PROTECTION: "M12 2.75l8.25 3v5.5c0 4.9-3.1 8.15-8.25 10-5.15-1.85-8.25-5.1-8.25-10v-5.5z M8.5 9.75h7 M8.5 13.5h7",
    Pictogram.ARRIVAL: "M12 2.75v18.5 M7.75 21.25h8.5 M12 4.75h6.25l2.5 2.5-2.5 2.5H12 M12 11.5H5.75L3.25 14l2.5 2.5H12",
    Pictogram.MUNICIPALITY: (
        "M3.25 20.75v-9L12 6.5l8.75 5.25v9z M12 6.5V2.5h4.5v2.25H12 M10 20.75v-5h4v5 M6.5 13.25v2 M17.5 13.25v2"
    ),
    Pictogram.VOTE: "M3 12h18v8.75H3z M6.5 12V3.25h11V12 M9.25 7.5l2 2 3.5-3.75 M8.5 16.25h7",
    Pictogram.WORLD: (
        "M2.75 12a9.25 9.25 0 1 0 18.5 0 9.25 9.25 0 1 0-18.5 0z M7.75 12a4.25 9.25 0 1 0 8.5 0 4.25 9.25 0 1 0-8.5 0z"
        " M3.5 9h17 M3.5 15h17"
    ),
    Pictogram.WORK: "M2.75 7.75h18.5v12.5H2.75z M8.25 7.75V4h7.5v3.75 M2.75 12.5h6.5 M14.75 12.5h6.5 M9.25 11h5.5v3.25h-5.5z",
    Pictogram.TOGETHER: (
        "M5 7.25a2.75 2.75 0 1 0 5.5 0 2.75 2.75 0 1 0-5.5 0z M13.5 7.25a2.75 2.75 0 1 0 5.5 0 2.75 2.75 0 1 0-5.5 0z"
        " M2.5 20.25V17a4 4 0 0 1 4-4H9a3 3 0 0 1 3 3 3 3 0 0 1 3-3h2.5a4 4 0 0 1 4 4v3.25 M12 16v4.25"
    ),
    Pictogram.INTERPRETING: (
        "M2.75 3.25H15.5v8.5H9l-3.25 3.25v-3.25h-3z M18.5 8.75h2.75v9h-2.5V21l-3.25-3.25h-7v-2.5 M6 7.5h6.25"
    ),
    Pictogram.CALENDAR: "M3.25 5h17.5v15.75H3.25z M3.25 9.75h17.5 M8 2.75V7 M16 2.75V7 M7.25 13.5h2 M11 13.5h2 M14.75 13.5h2 M7.25 17h2 M11 17h2",
}
