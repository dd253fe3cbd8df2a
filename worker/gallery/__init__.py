"""The gallery: every letter to look at in a browser, while it is written. On loopback only; `rapport preview` opens it."""
