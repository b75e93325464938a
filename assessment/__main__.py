"""`python -m assessment …`, in a checkout what the installed `policy-gap-assessment …` is."""

import gc

# A command is over before there is anything to collect; looking for it takes a tenth of a short one's time.
gc.disable()

from assessment.cli.main import main  # noqa: E402 - what is imported is the most of a short command

status = main()
# Nor is there at the end, when Python looks through everything once more, enabled or not.
gc.freeze()
raise SystemExit(status)
