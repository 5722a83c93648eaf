"""What the site is built of: a list of it (SBOM), its licences, its known vulnerabilities, and what is newer."""
