"""What people can do with a letter; each file offers one `Act`."""
