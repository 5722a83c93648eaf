"""The content for machines: CSV and JSON, their catalogue (DCAT), feeds, and structured data of pages."""
