"""Real programs of others that open our workbooks, fill them in, save them and validate them: `make interop`."""
