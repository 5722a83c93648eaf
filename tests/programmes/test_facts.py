"""Every fact has a source with its wording, or a reason why it is left out."""

import re
from pathlib import Path

import lxml.html
import pytest
import yaml

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FACTS = {fact["id"]: fact for fact in yaml.safe_load((Path(__file__).parent / "fact_ids.yaml").read_text())}

HOME, KIP1, KIP2, KIP2BIS, KIP3 = "/", "/kip-1/", "/kip-2/", "/kip-2bis/", "/kip-3/"
AREAS, DECISIONS, DOCUMENTS, EVALUATIONS = "/foerderbereiche/", "/entscheide/", "/dokumente/", "/evaluationen/"
GLOSSARY, POLICY, CONTACT = "/glossar/", "/integrationspolitik/", "/kontakt/"
VOTE, REFERENDUM = "/entscheide/kip-2bis-volksabstimmung/", "/entscheide/kip-2bis-referendum/"
LANDRAT_2BIS, LANDRAT_3 = "/entscheide/kip-2bis-landrat/", "/entscheide/kip-3-landrat/"
ALD = "/partner/ald/"
ERSTINFO = "/massnahmen/erstinformation/"

#: Fact → one or more places: the address, and the texts that must be read there.
STANDS = {
    "org1": [(CONTACT, "Am 1. Januar 2025 kam der Fachbereich Integration (FIBL) zum Amt")],
    "org2": [(CONTACT, "Begrüsserteam", "allen nicht deutschsprachigen Personen, die aus dem Ausland zuziehen")],
    "org3": [(CONTACT, "Helvetia Tower in Pratteln", "1. Etage", "seit November 2023")],
    "org7": [(CONTACT, "2007 entstand die Fachstelle Integration")],
    "org8": [
        (POLICY, "Das Amt für Migration, Integration und Bürgerrecht (AMIB) ist für die Überprüfung zuständig"),
        (CONTACT, "Das überprüft das Amt für Migration, Integration und Bürgerrecht (AMIB)"),
    ],
    "org9": [
        (CONTACT, "im Flucht- und Asylbereich. Auskunft gibt das Kantonale Sozialamt (KSA)"),
        (
            "/partner/ksa/",
            "Für die Integration im Flucht- und Asylbereich ist das Kantonale Sozialamt die Auskunftsstelle",
        ),
    ],
    "org10": [("/foerderbereiche/sprache/", "Dienststelle Berufsbildung, Mittelschulen und Hochschulen", "(BKSD)")],
    "gen1": [(HOME, "Seit 2014 fördern Bund, Kanton und Gemeinden die Integration gemeinsam")],
    "gen2": [
        (
            HOME,
            "verstärken und verbessern die Programme die Massnahmen",
            "schliessen Lücken",
            "regionale Unterschiede",
            "ergänzen",
        )
    ],
    "gen3": [(HOME, "keinen Einfluss auf die Einwanderung oder die Zulassung von Menschen")],
    "gen4": [
        (
            HOME,
            "Schulen und Berufsbildung, Arbeitsplätze, Gesundheitsversorgung, soziale Sicherheit und soziale Einrichtungen",
            "Vereine und Nachbarschaften",
        ),
        (
            GLOSSARY,
            "Was allen offensteht: Schulen und Berufsbildung, Arbeitsplätze",
            "auch Vereine und Nachbarschaften",
        ),
    ],
    "gen5": [(HOME, "Der Bund zahlt so viel wie Kanton und Gemeinden zusammen")],
    "gen6": [(HOME, "Der Bund zahlt seine Hälfte nur, wenn auch Kanton und Gemeinden zahlen")],
    "gen7": [
        (HOME, "Integrationsförderkredit. Er ist für den Ausländerbereich"),
        (HOME, "Integrationspauschale. Sie ist für den Asylbereich", "kommt nur vom Bund"),
        (GLOSSARY, "Geld von Bund, Kanton und Gemeinden für die Integration im Ausländerbereich"),
    ],
    "gen8": [(HOME, "In der Regel dauert ein Programm vier Jahre. Die Ausnahme war KIP 2bis mit zwei Jahren.")],
    "gen9": [("/massnahmen/", "Rechtsanspruch", "Für Projekte im Jahr 2022", "30. September 2021")],
    "kip1": [
        (KIP1, "2014", "2017", "Information & Beratung", "Arbeit und Bildung", "acht Förderbereiche"),
        (KIP1, "Verständigung und gesellschaftliche Integration", "Frühe Förderung", "Interkulturelles Dolmetschen"),
    ],
    "k1a": [(KIP1, "rund 160 Massnahmen und Projekte", "rund 40 pro Jahr")],
    "k1b": [
        (
            KIP1,
            "knapp",
            "5’000",
            "Neu Zugewanderte in Erstinformationsgesprächen",
            "Gespräche in zwölf Sprachen",
        ),
        (ERSTINFO, "In KIP 1 führten knapp 5’000 neu Zugewanderte"),
    ],
    "k1c": [
        (KIP1, "über", "7’100", "Mehrsprachige Beratungsgespräche beim Ausländerdienst"),
        ("/foerderbereiche/beratung/", "In vier Jahren", "über 7’100 mehrsprachige Beratungsgespräche"),
    ],
    "k1d": [(KIP1, "über", "4’200", "Subventionierte Deutschkurse")],
    "k1e": [
        (KIP1, "fast", "1’500", "Fremdsprachige Kinder mit früher Sprachförderung in Spielgruppen"),
        ("/massnahmen/fruehe-sprachfoerderung/", "fast 1’500 fremdsprachige Kinder"),
    ],
    "k1f": [(KIP1, "16,8", "Ausgaben in vier Jahren", "Nicht vergleichbar")],
    "k1g": [(KIP1, "Für die Jahre 2014 bis 2017 schloss der Kanton mit dem Bund eine Programmvereinbarung")],
    "k1h": [(KIP1, "mit anderen Stellen der Verwaltung, den Gemeinden und der Zivilgesellschaft erarbeitet")],
    "k1i": [
        (KIP1, "Am 14. September 2018 zog die Sicherheitsdirektion Bilanz"),
        (DOCUMENTS, "Kantonales Integrationsprogramm erfolgreich abgeschlossen – Fortsetzung läuft"),
    ],
    "k1j": [
        (
            KIP1,
            "Erstinformation und Integrationsförderbedarf",
            "Beratung",
            "Schutz vor Diskriminierung",
            "Sprache und Bildung",
        ),
        (
            KIP1,
            "Arbeitsmarktfähigkeit",
            "Interkulturelles Dolmetschen und Vermitteln",
            "Soziale Integration",
            "in der ganzen Schweiz",
        ),
    ],
    "kip2": [
        (KIP2, "2018", "2021", "Information & Beratung", "Bildung & Arbeit"),
        (KIP2, "Verständigung & gesellschaftliche Integration", "Erstinformation", "Arbeitsmarktfähigkeit"),
        (DOCUMENTS, "Tätigkeitsbericht zu Massnahmen und Projekten in der Integrationsförderung (KIP 2, 2018-2021)"),
    ],
    "k2a": [(KIP2, "KIP 2 hatte acht Förderbereiche in drei Pfeilern", "Zusammenleben", "in der ganzen Schweiz")],
    "k2b": [(KIP2, "Am 25. Januar 2017 hatte der Bundesrat beschlossen", "31. Mai 2017")],
    "k2c": [(KIP2, "Die Leistungsvereinbarungen zu KIP 2 liefen Ende 2021 aus")],
    "k2d": [(KIP2, "Die Gemeinden unterstützten wir auch in KIP 2 mit communis")],
    "kip2bis": [
        (KIP2BIS, "2022", "2023", "27", "Massnahmen", "Basler Zeitung"),
        (KIP2BIS, "Schutz vor Diskriminierung", "Sprache und Bildung", "Frühe Kindheit", "Arbeitsmarktfähigkeit"),
        (KIP2BIS, "1,73", "Beitrag des Bundes", "200’000", "Beitrag der Gemeinden", "CHF 1’498’188"),
    ],
    "k2b1": [
        (KIP2BIS, "2019 starteten Bund und Kantone", "Integrationsagenda Schweiz (IAS)", "(KdK) eine Zwischenphase")
    ],
    "k2b2": [
        (
            KIP2BIS,
            "KIP 2 für die Jahre 2018–2021",
            "Jahre 2020–2021",
            "Vereinbarungen zwischen dem Staatssekretariat für Migration (SEM) und den Kantonen",
        )
    ],
    "k2b3": [("/massnahmen/forum/", "Das Forum kam mit KIP 2bis neu dazu", "Gastgemeinde")],
    "k2b4": [
        (KIP2BIS, "communis light", "Willkommensaktivitäten", "strategischen Leitungsgremium"),
        ("/massnahmen/communis/", "Das Angebot gibt es seit KIP 2bis"),
    ],
    "k2b5": [
        (KIP2BIS, "Schwerpunkte von KIP 2bis waren Sprache, frühe Kindheit und Beratung", "80 % der Mittel"),
        (KIP2BIS, "Mehr als die Hälfte war für die Sprache"),
    ],
    "k2b6": [(ALD, "über", "500’000", "Beitrag aus dem Kantonalen Integrationsprogramm pro Jahr", "2021")],
    "kip3": [
        (KIP3, "2024", "2027", "34", "Massnahmen", "bz Basel"),
        (KIP3, "Information, Abklärung Integrationsbedarf und Beratung", "Ausbildungs- und Arbeitsmarktfähigkeit"),
        (KIP3, "Frühe Kindheit", "Zusammenleben und Partizipation", "Diskriminierungsschutz", "Dolmetschen", "Sprache"),
        (KIP3, "3,5", "Beitrag des Bundes"),
        (DOCUMENTS, "2024-2027 (KIP 3) – Grundlagenpapier und Rundschreiben"),
        (DOCUMENTS, "Landratsvorlage Kantonales Integrationsprogramm 3 (2024-2027)"),
    ],
    "k3a": [
        (
            KIP3,
            "drei Bereiche besonders wichtig: Information und Beratung, Sprache und frühe Kindheit",
            "Schwerpunkte von KIP 3",
        )
    ],
    "k3b": [(KIP3, "Vier Fünftel der Mittel gehen in die drei Schwerpunkte")],
    "k3c": [
        (
            KIP3,
            "bewährte Massnahmen",
            "einzelner Förderbereiche schärfen",
            "die Programmziele der KIP ausgebaut und genauer gefasst",
        ),
        (KIP3, "stärker mit den Regelstrukturen zusammenarbeitet", "die Qualität zu sichern"),
    ],
    "k3d": [
        (
            KIP3,
            "In der ganzen Schweiz gibt KIP 3 drei Gruppen neu mehr Gewicht",
            "Familiennachzug",
            "von Armut betroffen oder bedroht",
        )
    ],
    "k3e": [(KIP3, "Ausländerdienst Baselland (ald)", "SRK Baselland", "HEKS Geschäftsstelle beider Basel")],
    "k3f": [
        (
            KIP3,
            "Deutschkurse für Erwachsene",
            "Informations- und Beratungsangebote",
            "Deutschförderung im Vorschulalter",
        )
    ],
    "ev1": [(EVALUATIONS, "Evaluation: Ausländerdienst, Dienstleistung, Information und Beratung", "geplant")],
    "ev2": [(EVALUATIONS, "Evaluation: SRK Baselland, Programm «mitten unter uns»")],
    "ev3": [(EVALUATIONS, "Studie Bedarfserhebung: Überprüfung der aktuellen Sprachsubventionierung")],
    "zhaw": [
        (EVALUATIONS, "Kantonal unterstützte Sprachförderung im Ausländerbereich", "im Januar 2025", "89’457"),
        (EVALUATIONS, "ZHAW Institute of Language Competence", "Abteilung Allgemeine Weiterbildung", "läuft"),
    ],
    "d1": [(LANDRAT_2BIS, "20. Mai 2021", "CHF 1’498’188", "61 Mitglieder stimmten Ja, 22 Nein", "2021/70")],
    "d2": [("/entscheide/kip-2bis-rueckweisung/", "zurückzuweisen", "22 Ja gegen 62 Nein")],
    "d3": [(REFERENDUM, "kündigte das Referendum am 25. Mai 2021 an")],
    "d4": [(REFERENDUM, "2’282", "1’500", "21. Juli 2021", "22. Juli 2021")],
    "d5": [
        (
            REFERENDUM,
            "Am 16. August 2021 verfügte die Landeskanzlei",
            "Amtsblatt Nr. 33 vom 19. August 2021",
            "Ziffer 1",
        )
    ],
    "d6": [(REFERENDUM, "setzte die Abstimmung auf den 28. November 2021 fest", "17. August 2021")],
    "d7": [
        (VOTE, "28. November 2021", "62’957", "43’908", "58,91 %", "41,09 %", "58,97 %", "Knapp 60 %"),
        (VOTE, "36 der 86 Gemeinden stimmten Nein", "Bezirk Arlesheim waren 63 % dafür, im Bezirk Liestal 59 %"),
        (VOTE, "In den Bezirken Laufen und Waldenburg gab es ein knappes Nein", "empfahlen ein Ja"),
        (HOME, "62’957", "43’908"),
    ],
    "d7b": [(VOTE, "2’056", "1’606", "56,14", "57,05", "in der Gemeinde Aesch", "Gemeinde Aesch BL")],
    "d8": [
        (
            LANDRAT_3,
            "8. Juni 2023",
            "CHF 3’392’068",
            "60 Mitglieder stimmten Ja, 20 Nein",
            "unterstand dem fakultativen Referendum",
        )
    ],
    "d11": [("/entscheide/integrationsgesetz-landrat/", "19. April 2007", "Vierfünftelmehr", "21. Juni 2007")],
    "positions_2021": [
        (VOTE, "Dafür waren auch SP, Grüne, FDP, CVP (heute Die Mitte), GLP und EVP", "(VBLG)"),
        (VOTE, "Dagegen waren die SVP", "Giesskannenprinzip", "gefördert, ohne zu fordern"),
    ],
    "p1": [(POLICY, "«Fördern und Fordern»")],
    "p2": [
        (POLICY, "Gleiche Chancen für alle", "Eigenverantwortung", "Potentiale nutzen", "Vielfalt"),
        ("/integrationspolitik/gleiche-chancen/", "Gleiche Chancen für alle"),
        ("/integrationspolitik/eigenverantwortung/", "Eigenverantwortung"),
        ("/integrationspolitik/potentiale-nutzen/", "Potentiale nutzen"),
        ("/integrationspolitik/vielfalt/", "Vielfalt"),
    ],
    "p3": [
        (
            POLICY,
            "in der Schule, in der Berufsbildung, in der Arbeitswelt und in der sozialen Sicherheit",
            "schliesst diese Lücken",
        )
    ],
    "p4": [(POLICY, "Art. 53", "142.20", "Diese Fassung gilt seit dem 1. Januar 2019")],
    "p5": [(POLICY, "Art. 58", "finanziellen Beiträge des Bundes", "Absatz 2", "Absatz 3")],
    "p6": [
        (POLICY, "Art. 14", "142.205", "15. August 2018", "gilt für vier Jahre. In begründeten Fällen ist sie kürzer.")
    ],
    "p7": [(POLICY, "Art. 16", "Die Kantone zahlen mindestens so viel wie der Bund")],
    "p8": [(POLICY, "Art. 4", "Jeder Kanton hat eine Ansprechstelle")],
    "p9": [
        (POLICY, "SGS", "19. April 2007", "1. Januar 2008"),
        (POLICY, "Gesetz über die Einführung der Integrationsbestimmungen des Bundesgesetzes über die Ausländerinnen"),
    ],
    "p10": [
        (
            POLICY,
            "114.11",
            "18. Dezember 2007",
            "1. Januar 2022",
            "die Rechtsordnung respektiert",
            "Deutsch für den Alltag",
        )
    ],
    "p11": [(POLICY, "§ 108", "Wohlfahrt und die Eingliederung")],
    "p12": [(POLICY, "Gesetze und Verordnungen regeln, wann eine Person als integriert gilt")],
    "i1": [(GLOSSARY, "für Flüchtlinge und vorläufig aufgenommene Personen. Bund und Kantone starteten es 2019.")],
    "i2": [(GLOSSARY, "am 23. März 2018, der Bundesrat am 25. April 2018")],
    "i3": [(GLOSSARY, "Am 10. April 2019 beschloss der Bundesrat", "Seit dem 1. Mai 2019 ist sie in Kraft")],
    "i4": [(GLOSSARY, "CHF 18’000 statt CHF 6’000 pro Person")],
    "i5": [(GLOSSARY, "Die fünf Ziele")],
    "i6": [(GLOSSARY, "Nach drei Jahren haben alle Grundkenntnisse einer Landessprache")],
    "i7": [(GLOSSARY, "66 % der 16- bis 25-Jährigen in einer beruflichen Grundausbildung")],
    "i8": [(GLOSSARY, "Nach sieben Jahren ist die Hälfte der Erwachsenen im Arbeitsmarkt")],
    "i9": [(GLOSSARY, "Nach wenigen Jahren sind alle mit den Lebensgewohnheiten vertraut")],
    "i10": [(GLOSSARY, "von 0 bis 4 Jahren, gibt es ein Ziel")],
    "f1": [(KIP1, "gemeinsame Strategie von Bund und Kantonen. Sie lag Ende 2011 vor und nannte acht Förderbereiche.")],
    "f2": [(DOCUMENTS, "Grundlagenpapier und Rundschreiben vom 30. Oktober 2020", "revidiert am 13. April 2022")],
    "f4": [(KIP3, "am 19. Oktober 2022 die Eckwerte", "248,8", "130", "119", "32 Mio. Franken pro Jahr")],
    "f5": [(KIP3, "Das Grundlagenpapier verabschiedeten Bundesrat und Kantonsregierungen im Jahr 2022")],
    "f6": [(GLOSSARY, "kip-pic.ch", "seit Juni 2017"), (HOME, "kip-pic.ch")],
    "f7": [(DOCUMENTS, "Stand 29. September 2022", "Stand 19. Dezember 2023", "Stand 17. Oktober 2022")],
    "f8": [
        (GLOSSARY, "Staatssekretariat für Migration", "Eidgenössisches Justiz- und Polizeidepartement"),
        (GLOSSARY, "Konferenz der Kantonsregierungen", "Kantonales Sozialamt", "Fachbereich Integration"),
        (GLOSSARY, "SEM", "EJPD", "KdK", "IAS", "KSA", "VBLG", "FIBL"),
    ],
    "ald": [
        (ALD, "Verein", "konfessionell und politisch unabhängig", "1964", "Pratteln", "Sprachen in der Beratung", "13"),
        (ALD, "39’736", "1’642", "2019"),
        (ALD, "Seit 2001 ist der Ausländerdienst Fachstelle Integration mit einem Leistungsvertrag", "in § 2"),
    ],
    "srk": [("/partner/srk/", "SRK Baselland", "Schweizerisches Rotes Kreuz", "mitten unter uns")],
    "heks": [("/partner/heks/", "HEKS Geschäftsstelle beider Basel", "Linguadukt", "2020", "MEL", "2022")],
    "ksa": [("/partner/ksa/", "Integrationspauschale", "Forum")],
    "stopp_rassismus": [
        ("/partner/stopp-rassismus/", "kostenlos und vertraulich", "Gallenweg 2", "4133 Pratteln"),
        (CONTACT, "Rassismus oder Diskriminierung. Es hilft Stopp Rassismus"),
    ],
    "vblg": [("/partner/vblg/", "Der Verband arbeitete an KIP 2bis mit")],
    "gemeinden": [("/partner/gemeinden/", "86 Gemeinden", "erste Anlaufstelle", "communis")],
    "mitten_unter_uns": [
        (
            "/massnahmen/mitten-unter-uns/",
            "jede Woche oder alle vierzehn Tage",
            "zwei bis drei Stunden",
            "sechs Monaten",
        ),
        ("/massnahmen/mitten-unter-uns/", "Im März 2021 gab es das Angebot seit 14 Jahren"),
    ],
    "communis": [
        ("/massnahmen/communis/", "umfassende Strategie", "seit 2014", "keine Kosten ausser der eigenen Arbeitszeit")
    ],
    "forum": [("/massnahmen/forum/", "Austausch und Vernetzung", "Kantonalen Sozialamt")],
    "erstinfo": [
        (ERSTINFO, "seit 2011", "zwölf Sprachen"),
        (ERSTINFO, "Begrüsserteam", "allen nicht deutschsprachigen Personen"),
    ],
    "hallo": [("/massnahmen/hallo-baselland/", "seit Ende Juni 2022", "17 Sprachen", "Willkommensbroschüre")],
    "deutschkurse": [
        (
            "/massnahmen/deutschkurse/",
            "Deutschkurse für Erwachsene",
            "mehr als die Hälfte der Mittel",
            "Selbstzahlende",
        ),
    ],
    "fruehe_sprache": [("/massnahmen/fruehe-sprachfoerderung/", "Deutschförderung im Vorschulalter", "Spielgruppen")],
    "dolmetschen_bslb": [("/massnahmen/dolmetschen-laufbahnberatung/", "im Mai 2023", "auf ein Jahr", "14 Sprachen")],
    "c1": [(VOTE, "Knapp 60 % sagten Ja zur Ausgabe, genau 58,91 %")],
    "c2": [(KIP2BIS, "gut", "200’000", "bz Basel")],
    "c3": [(KIP2BIS, "3,4", "Mittel insgesamt")],
    "c4": [(KIP3, "CHF 3’392’068", "rund", "Mio. Franken")],
    "c5": [(KIP1, "Arbeit und Bildung"), (KIP2, "Bildung & Arbeit")],
    "c6": [(KIP3, "die Fachabteilung Integration. Bis Ende 2024 hiessen wir Fachbereich Integration.")],
    "c8": [("/impressum/", "Kanton Basel-Landschaft, Sicherheitsdirektion, Amt für Migration")],
    "c9": [(REFERENDUM, "Referendum gegen die Ausgabe für KIP 2bis")],
    "c10": [(REFERENDUM, "2’282 Unterschriften waren gültig")],
    "c11": [(POLICY, "AIG", "Art. 58")],
    "c12": [(ERSTINFO, "2012 richteten sich die Gespräche an alle", "Seit 2025")],
    "c13": [(AREAS, "Bis 2023 waren es acht Förderbereiche, seit 2024 sind es sieben")],
    "c14": [(KIP1, "mit dem Bund eine Programmvereinbarung")],
    "c15": [("/partner/heks/", "Früher hiess sie Regionalstelle beider Basel")],
    "c16": [(GLOSSARY, "Eine Gruppe von Förderbereichen. KIP 1 und KIP 2 hatten je drei Pfeiler.")],
    "c17": [(LANDRAT_2BIS, "CHF 1’498’188")],
    "c18": [("/partner/stopp-rassismus/", "im Auftrag der Kantone Basel-Landschaft und Basel-Stadt")],
}

#: The breadcrumb stands before the main part of the page.
BREADCRUMB = (
    "Basel-Landschaft",
    "Organisation",
    "Direktionen",
    "Sicherheitsdirektion",
    "Amt für Migration, Integration und Bürgerrecht",
    "Fachabteilung Integration",
    "Kantonale Integrationsprogramme",
)

LEFT_OUT = {
    "org4": "outdated since November 2023",
    "org5": "opening hours of 2021, not to be given as today's",
    "org6": "naturalisation has nothing to do with the programmes",
    "f3": "what the Confederation granted all cantons for a phase that is over: of use to no reader today",
    "d9": "not known",
    "d10": "not known",
    "k2b7": "older than the running phase, an example from a campaign",
}

PLACES = [(fact, address, texts) for fact, places in STANDS.items() for address, *texts in places]


@pytest.fixture(scope="module")
def texts_of_pages() -> dict[str, str]:
    """What was read already, by its address."""
    return {}


def visible_text(client, address: str) -> str:
    """What is read there: white space and no-break spaces folded, soft hyphens removed."""
    response = client.get(address)
    assert response.status_code == 200
    (main,) = lxml.html.fromstring(response.content.decode()).iter("main")
    for hidden in main.xpath(".//script | .//style"):
        hidden.drop_tree()
    return " ".join(main.text_content().replace("\u00ad", "").split())


@pytest.mark.parametrize(("fact", "address", "texts"), PLACES, ids=[f"{fact} {address}" for fact, address, _ in PLACES])
def test_each_fact_is_read_where_a_reader_looks_for_it(client, texts_of_pages, fact, address, texts):
    if address not in texts_of_pages:
        texts_of_pages[address] = visible_text(client, address)

    missing = [wanted for wanted in texts if wanted not in texts_of_pages[address]]

    assert missing == [], f"{fact} on {address}"


def test_the_breadcrumb_names_the_organisation_from_the_canton_down(client):
    page = lxml.html.fromstring(client.get(CONTACT).content.decode())
    for main in page.findall(".//main"):
        main.drop_tree()

    assert re.search(".*".join(map(re.escape, BREADCRUMB)), " ".join(page.text_content().split()))


def test_each_fact_has_its_place_or_a_reason_for_being_left_out():
    covered = {*STANDS, *LEFT_OUT, "breadcrumb"}

    assert FACTS.keys() - covered == set()
    assert covered - FACTS.keys() == set()
    assert STANDS.keys() & LEFT_OUT.keys() == set()


def test_nothing_that_the_office_itself_says_is_left_out():
    assert [fact for fact in LEFT_OUT if FACTS[fact]["in_seed"]] == []


def test_nothing_unknown_is_published():
    assert [fact for fact in STANDS if FACTS[fact]["confidence"] in {"not_found", "unsourced", "derived"}] == []
