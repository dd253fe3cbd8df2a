"""The mailbox page: the letters as one reads them in a browser, without scripts if need be, and without a request elsewhere."""
