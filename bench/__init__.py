"""Figures anyone can take again: `make bench`. Each stands beside a floor measured in the same run."""
