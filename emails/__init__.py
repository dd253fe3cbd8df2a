"""Letters: MJML by campaign, step and locale; compiled once, filled in after."""
