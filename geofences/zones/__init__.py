"""The register of published geographical zones."""
