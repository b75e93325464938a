"""What it takes to hand the software on and to run it on a server; nothing of it is in the package."""
