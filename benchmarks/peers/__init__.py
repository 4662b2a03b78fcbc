"""The same bulletin as `invoke monthly`, made the way pandas users usually make reports.

Nothing here uses reportgen: data come from the sample store through DuckDB into pandas, the words from
one Jinja2 template, the pictures from pyplot. Two chains turn them into a DOCX and a PDF each.
"""
