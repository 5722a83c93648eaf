"""Dependencies of the site: SBOM, licences, known vulnerabilities and newer versions."""
