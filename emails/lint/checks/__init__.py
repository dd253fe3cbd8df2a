"""Checks: one a file. Each has a function `check_file`, `check_written` or `check_translations`, and is found, not listed."""
