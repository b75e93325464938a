"""A zip a system that installs and starts the app on a computer without internet: `python -m deploy.kit`."""
