"""What is shown. One blueprint per noun; a view reads filters, asks a query, shows; or form → door → action → go."""

from importlib import import_module

from flask import Flask

NOUNS = (
    "home",
    "find",
    "saved_filters",
    "sign_in",
    "programmes",
    "carry_over",
    "units",
    "outgoing",
    "county_forms",
    "imports",
    "people",
    "letter_templates",
    "library_clauses",
    "template_versions",
    "letter_sources",
    "targets",
    "grids",
    "letters",
    "cascade",
    "cascade_reports",
    "pledges",
    "pledge_papers",
    "pledge_shares",
    "pledge_wording",
    "removals",
    "prints",
    "signing",
    "signing_plans",
    "signatures",
    "glass",
    "waiting",
    "signing_tables",
    "tablet",
    "ledger",
    "ceremonies",
    "amending",
    "handovers",
    "proxies",
    "scans",
    "scan_pages",
    "scan_compare",
    "seals",
    "signed_copies",
    "certificates",
    "trusted_roots",
    "archive",
    "jobs",
    "reviews",
    "tasks",
    "reports",
    "reporting_rates",
    "report_words",
    "wall_sheets",
    "task_grids",
    "evidence",
    "check",
    "audit",
    "office_settings",
    "workdays",
    "help",
)


def register(app: Flask) -> None:
    """Register the blueprint of every noun; kebab-case addresses."""
    for noun in NOUNS:
        app.register_blueprint(import_module(f"respbook.views.{noun}").pages)
