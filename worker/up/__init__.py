"""`rapport up`: the whole stack on one machine, under a process manager."""
