"""An invented world of responses in a database, and a process that counts them."""
