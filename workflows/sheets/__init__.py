"""Sheets: CSV and Excel files as briefs, a row each, and results as sheets.

What opens a stranger's file (child, gathering, delimited, workbook) runs in a process of its own and imports no Django.
"""
