"""Lint: what is wrong with letters, with file and line. One check a file in `checks/`, found by itself; `run.py` runs them."""
