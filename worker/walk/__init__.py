"""Letting time pass in the trial: from one due instant to the next, so that a step of sixty days is not a jump over them."""
