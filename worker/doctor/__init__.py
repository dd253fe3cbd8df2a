"""`rapport doctor`: the settings, held against the world they name."""
